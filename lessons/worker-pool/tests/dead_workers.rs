//! What main finds out when every worker ends before the queue is empty.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::sync::mpsc::error::SendError;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinSet;
use tokio::time::timeout;

type Queue = Arc<Mutex<Receiver<u32>>>;

#[tokio::test]
async fn the_jobs_that_no_worker_took_stay_in_the_queue() {
    let (sender, mut workers, queue) = pool(6);
    for job in 1..=6 {
        sender.send(job).await.expect("main has kept the receiver");
    }
    drop(sender);

    let (mut failed, mut panics, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(ended) = workers.join_next().await {
        match ended {
            Ok(Ok(())) => {} // the queue is closed and empty
            Ok(Err(job)) => failed.push(job),
            Err(panic) => panics.push(panic),
        }
    }
    while let Ok(job) = queue.lock().await.try_recv() {
        rest.push(job);
    }
    failed.sort_unstable();
    assert_eq!((failed, panics.len(), rest), (vec![1, 3], 1, vec![4, 5, 6]));
}

#[tokio::test]
async fn a_send_fails_when_only_the_workers_had_the_receiver() {
    let (sender, workers, queue) = pool(1);
    drop(queue);

    let all = async {
        for job in 11..=16 {
            sender.send(job).await?;
        }
        Ok::<(), SendError<u32>>(())
    };
    let sent = timeout(Duration::from_secs(1), all).await.expect("no send waits for a dead worker");
    assert!(sent.is_err());
    assert_eq!(workers.join_all().await.len(), 3);
}

/// Three workers, each of which ends with its first job. Job 2 panics.
fn pool(capacity: usize) -> (Sender<u32>, JoinSet<Result<(), u32>>, Queue) {
    let (sender, receiver) = mpsc::channel(capacity);
    let queue = Arc::new(Mutex::new(receiver));
    let mut workers = JoinSet::new();
    for _ in 0..3 {
        workers.spawn(worker(Arc::clone(&queue)));
    }
    (sender, workers, queue)
}

async fn worker(queue: Queue) -> Result<(), u32> {
    let job = queue.lock().await.recv().await;
    assert_ne!(job, Some(2), "job 2 panics");
    job.map_or(Ok(()), Err)
}
