//! A hundred waits as threads, ten thousand as tasks: what does each of them take?
//!
//! Run it:      cargo run -p threads-vs-tasks
//! Predict it:  on how many threads the waits are spent, and how long all of it takes.

use std::collections::HashSet;
use std::sync::{self, Arc};
use std::thread::{self, ThreadId};

use in_order::{Finished, lesson, say, secs};
use tokio::sync::Barrier;
use tokio::task;
use tokio::time::sleep;

/// Few, so that every machine has them: each is a thread of the operating system, with a stack.
const THREADS: usize = 100;
const TASKS: usize = 10_000;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();
    as_threads();
    as_tasks()?;
    lesson.finish()
}

fn as_threads() {
    let all = sync::Barrier::new(THREADS);
    let used: HashSet<_> = thread::scope(|scope| {
        let waits: Vec<_> = (0..THREADS).map(|_| scope.spawn(|| block(&all))).collect();
        waits.into_iter().map(|wait| wait.join().unwrap()).collect()
    });
    say!("{THREADS} waits are over; threads: {}", used.len());
}

fn block(all: &sync::Barrier) -> ThreadId {
    // Opens when the last has come, so at that moment all are in the middle of their wait.
    if all.wait().is_leader() {
        say!("{THREADS} threads wait at one moment");
    }
    thread::sleep(secs(1)); // keeps the thread, which can do nothing else meanwhile
    thread::current().id()
}

#[tokio::main(flavor = "current_thread")]
async fn as_tasks() -> anyhow::Result<()> {
    let all = Arc::new(Barrier::new(TASKS));
    // What a wait has to remember until it goes on lies in its future, and not on a stack.
    say!("a wait is a value of {} bytes", size_of_val(&wait(all.clone())));

    // All are spawned before the first is awaited.
    let waits: Vec<_> = (0..TASKS).map(|_| task::spawn(wait(all.clone()))).collect();
    let mut used = HashSet::new();
    for wait in waits {
        used.insert(wait.await?);
    }
    say!("{TASKS} waits are over; threads: {}", used.len());
    Ok(())
}

async fn wait(all: Arc<Barrier>) -> ThreadId {
    if all.wait().await.is_leader() {
        say!("{TASKS} tasks wait at one moment");
    }
    sleep(secs(1)).await; // gives the thread to the others
    thread::current().id()
}
