//! "`?` passes the error to the code that can handle it."
//!
//! It ends the worker, and two workers do the rest. Nobody prints the error, and the worker's count of
//! finished jobs is lost.
//!
//! Breaks: the second of "{worker}: took 5"

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

    drop(sender);
    let done: u32 = workers.join_all().await.into_iter().flatten().sum();
    say!("{done} of six jobs are done");

    lesson.finish()
}

/// Takes one job after another until the queue is closed and empty, and returns how many it has done.
async fn worker(name: &str, queue: Arc<Mutex<Receiver<Job>>>) -> anyhow::Result<u32> {
    let mut done = 0;
    loop {
        let job = queue.lock().await.recv().await;
        let Some((number, seconds)) = job else { break };
        say!("{name}: took {number}");
        work(number, seconds).await?;
        say!("{name}: finished {number}");
        done += 1;
    }
    say!("{name}: no more jobs");
    Ok(done)
}

/// Pretends to do a job for the given number of seconds. Job 2 fails.
async fn work(number: u32, seconds: u32) -> anyhow::Result<()> {
    sleep(secs(seconds)).await;
    if number == 2 {
        bail!("not found");
    }
    Ok(())
}
