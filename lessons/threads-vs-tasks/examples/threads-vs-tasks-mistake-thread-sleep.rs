//! "Ten thousand tasks wait at the same time, no matter how each of them waits."
//!
//! They do if each one frees the thread. A blocking sleep keeps it, so these seconds come one after the
//! other, ten thousand of them.
//!
//! Breaks: never comes: "10000 waits are over; threads: 1"

use std::collections::HashSet;
use std::sync::{self, Arc};
use std::thread::{self, ThreadId};

use in_order::{Finished, lesson, say, secs};
use tokio::runtime::Builder;
use tokio::sync::Barrier;
use tokio::task;

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
    thread::sleep(secs(1));
    thread::current().id()
}
