//! "A thread for each wait: that is what `spawn_blocking` is for."
//!
//! It has a pool with a limit, as threads are dear. What does not fit in waits for its turn, and ten
//! thousand waits become a hundred rounds.
//!
//! Breaks: never comes: "task 10000 has started"

use std::collections::HashSet;
use std::thread::{self, ThreadId};

use harness::{Finished, lesson, say, secs};
use tokio::runtime::Builder;
use tokio::task;

const TASKS: u32 = 10_000;
const THREADS: u32 = 100;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();
    as_tasks()?;
    as_threads();
    lesson.finish()
}

fn as_tasks() -> anyhow::Result<()> {
    // Tokio itself ends at 512 threads; a hundred spare your machine, and no number is enough.
    let runtime = Builder::new_current_thread().enable_time().max_blocking_threads(100).build()?;
    runtime.block_on(ten_thousand())
}

async fn ten_thousand() -> anyhow::Result<()> {
    say!("a wait is a value of {} bytes", size_of_val(&task::spawn_blocking(|| ())));

    let waits: Vec<_> =
        (1..=TASKS).map(|number| task::spawn_blocking(move || wait(number))).collect();
    let mut threads = HashSet::new();
    for wait in waits {
        threads.insert(wait.await?);
    }
    say!("{TASKS} waits as tasks are over; threads: {}", threads.len());
    Ok(())
}

fn wait(number: u32) -> ThreadId {
    if number == TASKS {
        say!("task {number} has started");
    }
    thread::sleep(secs(1));
    thread::current().id()
}

fn as_threads() {
    let threads: HashSet<ThreadId> = thread::scope(|scope| {
        let waits: Vec<_> = (1..=THREADS).map(|n| scope.spawn(move || block(n))).collect();
        waits.into_iter().map(|wait| wait.join().unwrap()).collect()
    });
    say!("{THREADS} waits as threads are over; threads: {}", threads.len());
}

fn block(number: u32) -> ThreadId {
    if number == THREADS {
        say!("thread {number} has started");
    }
    thread::sleep(secs(1));
    thread::current().id()
}
