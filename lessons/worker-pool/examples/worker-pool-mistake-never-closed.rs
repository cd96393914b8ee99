//! "When all jobs are done, the workers see that the queue is empty, and end."
//!
//! Empty is not closed. Main still has the sender, so the workers wait for more jobs, and main waits for
//! the workers.
//!
//! Breaks: never comes: "{worker}: no more jobs"

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

    let done: u32 = workers.join_all().await.into_iter().sum();
    say!("{done} of six jobs are done");

    lesson.finish()
}

/// Takes one job after another until the queue is closed and empty, and returns how many it has done.
async fn worker(name: &str, queue: Arc<Mutex<Receiver<Job>>>) -> u32 {
    let mut done = 0;
    loop {
        let job = queue.lock().await.recv().await;
        let Some((number, seconds)) = job else { break };
        say!("{name}: took {number}");
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
