//! Worker pool, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p worker-pool --example worker-pool-async-std

use anyhow::bail;
use async_std::channel::{self, Receiver};
use async_std::task;
use in_order::{Finished, lesson, say, secs};

/// The number of a job, and how many seconds it takes.
type Job = (u32, u32);

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    task::block_on(async {
        // This receiver can be cloned, and each job goes to one of the clones, so no lock is needed.
        let (sender, queue) = channel::bounded(6);
        let workers = ["a", "b", "c"].map(|name| task::spawn_local(worker(name, queue.clone())));

        for job in [(1, 3), (2, 2), (3, 1), (4, 3), (5, 3), (6, 3)] {
            sender.send(job).await?;
        }
        say!("queued six jobs");

        // Instead of asyncio's `queue.join()`: close the queue, and wait for the workers.
        drop(sender);
        let mut done = 0;
        for worker in workers {
            done += worker.await;
        }
        say!("{done} of six jobs are done");
        anyhow::Ok(())
    })?;

    lesson.finish()
}

/// Takes one job after another until the queue is closed and empty, and returns how many it has done.
async fn worker(name: &str, queue: Receiver<Job>) -> u32 {
    let mut done = 0;
    // An error means that the queue is closed and empty.
    while let Ok((number, seconds)) = queue.recv().await {
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
    task::sleep(secs(seconds)).await;
    if number == 2 {
        bail!("not found");
    }
    Ok(())
}
