//! "Tasks overlap, so it doesn't matter where I await them."
//!
//! This program awaits each task before it spawns the next one. There is never more than one, and it waits
//! for the others forever.
//!
//! Breaks: never comes: "10000 tasks wait at one moment"

use std::collections::HashSet;
use std::sync::{self, Arc};
use std::thread::{self, ThreadId};

use in_order::{Finished, lesson, say, secs};
use tokio::runtime::Builder;
use tokio::sync::Barrier;
use tokio::task;
use tokio::time::sleep;

const THREADS: usize = 100;
const TASKS: usize = 10_000;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();
    as_threads();
    let runtime = Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(as_tasks())?;
    lesson.finish()
}

fn as_threads() {
    let barrier = sync::Barrier::new(THREADS);
    let used: HashSet<_> = thread::scope(|scope| {
        let handles: Vec<_> =
            (0..THREADS).map(|_| scope.spawn(|| wait_in_thread(&barrier))).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    say!("{THREADS} waits are over; threads: {}", used.len());
}

fn wait_in_thread(barrier: &sync::Barrier) -> ThreadId {
    if barrier.wait().is_leader() {
        say!("{THREADS} threads wait at one moment");
    }
    thread::sleep(secs(1));
    thread::current().id()
}

async fn as_tasks() -> anyhow::Result<()> {
    let barrier = Arc::new(Barrier::new(TASKS));
    say!("a wait is a value of {} bytes", size_of_val(&wait_in_task(barrier.clone())));

    let mut used = HashSet::new();
    for _ in 0..TASKS {
        used.insert(task::spawn(wait_in_task(barrier.clone())).await?);
    }
    say!("{TASKS} waits are over; threads: {}", used.len());
    Ok(())
}

async fn wait_in_task(barrier: Arc<Barrier>) -> ThreadId {
    if barrier.wait().await.is_leader() {
        say!("{TASKS} tasks wait at one moment");
    }
    sleep(secs(1)).await;
    thread::current().id()
}
