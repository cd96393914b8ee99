//! "A std mutex is faster, so the workers share one."
//!
//! The guard stays alive while `recv` waits. A std guard must be dropped on the thread that locked, and a spawned
//! task may change its thread.
//!
//! Refused: error at "workers.spawn(": "future cannot be sent between threads safely"

use std::sync::{Arc, Mutex};

use anyhow::bail;
use in_order::{Finished, lesson, say, secs};
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// The number of a job, and how many seconds it takes.
type Job = (u32, u32);

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    // A Tokio channel has only one receiver, so the workers share it through a lock.
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

    // Instead of asyncio's `queue.join()`: close the queue, and wait for the workers. A worker ends
    // when the queue is empty and its own job is over.
    drop(sender);
    let done: u32 = workers.join_all().await.into_iter().sum();
    say!("{done} of six jobs are done");

    lesson.finish()
}

/// Takes one job after another until the queue is closed and empty, and returns how many it has done.
async fn worker(name: &str, queue: Arc<Mutex<Receiver<Job>>>) -> u32 {
    let mut done = 0;
    loop {
        // The guard is dropped at the end of this statement, so the lock is free during the work.
        let job = queue.lock().expect("no worker panicked").recv().await;
        let Some((number, seconds)) = job else { break };
        say!("{name}: took {number}");
        // A failed job must not end the worker, so there is no `?` here.
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

/// Pretends to do a job for the given number of seconds. Job 2 fails.
async fn work(number: u32, seconds: u32) -> anyhow::Result<()> {
    sleep(secs(seconds)).await;
    if number == 2 {
        bail!("not found");
    }
    Ok(())
}
