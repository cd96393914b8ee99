//! A hundred waits as threads, ten thousand as tasks: what does each one cost?
//!
//! Run it:      cargo run -p threads-vs-tasks
//! Predict it:  on how many threads the waits are spent, and how long all of it takes.

use std::collections::HashSet;
use std::sync::{self, Arc};
use std::thread::{self, ThreadId};

use in_order::{Finished, lesson, say, secs};
use tokio::runtime::Builder;
use tokio::sync::Barrier;
use tokio::task;
use tokio::time::sleep;

/// Few, so that every machine allows them. Each is a thread of the operating system, with its own stack.
const THREADS: usize = 100;
const TASKS: usize = 10_000;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();
    as_threads();
    // One thread will run all tasks.
    let runtime = Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(as_tasks())?;
    lesson.finish()
}

fn as_threads() {
    let barrier = sync::Barrier::new(THREADS);
    let used: HashSet<_> = thread::scope(|scope| {
        // `collect` starts all threads before the first one is joined.
        let handles: Vec<_> =
            (0..THREADS).map(|_| scope.spawn(|| wait_in_thread(&barrier))).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    say!("{THREADS} waits are over; threads: {}", used.len());
}

fn wait_in_thread(barrier: &sync::Barrier) -> ThreadId {
    // Holds each thread until the last one has arrived. Then all of them exist.
    if barrier.wait().is_leader() {
        say!("{THREADS} threads wait at one moment");
    }
    thread::sleep(secs(1)); // keeps the thread, which can do nothing else
    thread::current().id()
}

async fn as_tasks() -> anyhow::Result<()> {
    let barrier = Arc::new(Barrier::new(TASKS));
    // A wait keeps what it needs later in its future, and not on a stack.
    say!("a wait is a value of {} bytes", size_of_val(&wait_in_task(barrier.clone())));

    // All tasks are spawned before the first one is awaited.
    let handles: Vec<_> = (0..TASKS).map(|_| task::spawn(wait_in_task(barrier.clone()))).collect();
    let mut used = HashSet::new();
    for handle in handles {
        used.insert(handle.await?);
    }
    say!("{TASKS} waits are over; threads: {}", used.len());
    Ok(())
}

async fn wait_in_task(barrier: Arc<Barrier>) -> ThreadId {
    if barrier.wait().await.is_leader() {
        say!("{TASKS} tasks wait at one moment");
    }
    sleep(secs(1)).await; // frees the thread for the others
    thread::current().id()
}
