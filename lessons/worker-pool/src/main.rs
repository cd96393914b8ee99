//! Six jobs in one queue, three workers: who takes which, and when is the last one done?
//!
//! Run it:      cargo run -p worker-pool
//! Predict it:  the second on which each of the 17 lines comes. Who takes job 4?

use std::sync::Arc;

use anyhow::bail;
use in_order::{Finished, lesson, say, secs};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// The number of a job, and how many seconds it takes.
type Job = (u32, u32);

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    // Tokio's receiver is the only one of its channel, so the workers share it behind a lock.
    let (sender, receiver) = mpsc::channel(6);
    let queue = Arc::new(Mutex::new(receiver));
    let mut workers = JoinSet::new();
    for name in ["a", "b", "c"] {
        workers.spawn(worker(name, Arc::clone(&queue)));
    }

    for job in [(1, 3), (2, 2), (3, 1), (4, 3), (5, 3), (6, 3)] {
        sender.send(job).await?;
    }
    say!("queued six jobs");

    // In place of asyncio's `queue.join()`: close the queue, then wait for the workers. None of
    // them ends before the queue is empty and its own last job is over.
    drop(sender);
    let done: u32 = workers.join_all().await.into_iter().sum();
    say!("{done} of six jobs are done");

    lesson.finish()
}

/// Takes one job after another until there are no more, and says how many it has done.
async fn worker(name: &str, queue: Arc<Mutex<Receiver<Job>>>) -> u32 {
    let mut done = 0;
    loop {
        // A statement of its own: the lock is released at its end, and not after the work.
        let job = queue.lock().await.recv().await;
        let Some((number, seconds)) = job else { break };
        say!("{name}: took {number}");
        // The error is a value and ends here. With `?` it would end the worker.
        match work(number, seconds).await {
            Ok(()) => {
                say!("{name}: finished {number}");
                done += 1;
            }
            Err(error) => say!("{name}: {number} failed: {error}"),
        }
    }
    say!("{name}: no more jobs");
    done
}

/// Stands for a job that takes so many seconds. The second one fails.
async fn work(number: u32, seconds: u32) -> anyhow::Result<()> {
    sleep(secs(seconds)).await;
    if number == 2 {
        bail!("not found");
    }
    Ok(())
}
