//! "A thread for each wait: that is what `spawn_blocking` is for."
//!
//! Its pool has a limit, because threads are expensive. The first waits fill the pool, and the rest queue up.
//! Here they wait for each other, so they wait forever.
//!
//! Breaks: never comes: "10000 tasks wait at one moment"

use std::collections::HashSet;
use std::sync::{self, Arc};
use std::thread::{self, ThreadId};

use in_order::{Finished, lesson, say, secs};
use tokio::runtime::Builder;
use tokio::task;

const THREADS: usize = 100;
const TASKS: usize = 10_000;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();
    as_threads();
    // Tokio's default limit is 512 threads. A hundred spare your machine; any limit will do.
    let runtime = Builder::new_current_thread().max_blocking_threads(100).build()?;
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
    let barrier = Arc::new(sync::Barrier::new(TASKS));
    say!("a wait is a value of {} bytes", size_of_val(&|| wait_in_pool(&barrier)));

    let handles: Vec<_> = (0..TASKS)
        .map(|_| {
            let barrier = barrier.clone();
            task::spawn_blocking(move || wait_in_pool(&barrier))
        })
        .collect();
    let mut used = HashSet::new();
    for handle in handles {
        used.insert(handle.await?);
    }
    say!("{TASKS} waits are over; threads: {}", used.len());
    Ok(())
}

fn wait_in_pool(barrier: &sync::Barrier) -> ThreadId {
    if barrier.wait().is_leader() {
        say!("{TASKS} tasks wait at one moment");
    }
    thread::sleep(secs(1));
    thread::current().id()
}
