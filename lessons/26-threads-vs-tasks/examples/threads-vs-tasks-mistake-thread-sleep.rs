//! "Ten thousand tasks wait at once, however each of them waits."
//!
//! They wait at once if each gives the thread away. A blocking sleep keeps it, so the tasks wait one
//! after another, which takes ten thousand seconds.
//!
//! Breaks: never comes: "task 10000 has started"

use std::collections::HashSet;
use std::thread::{self, ThreadId};

use harness::{Finished, lesson, say, secs};
use tokio::task;

const TASKS: u32 = 10_000;
const THREADS: u32 = 100;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();
    as_tasks()?;
    as_threads();
    lesson.finish()
}

#[tokio::main(flavor = "current_thread")]
async fn as_tasks() -> anyhow::Result<()> {
    say!("a wait is a value of {} bytes", size_of_val(&wait(1)));

    let waits: Vec<_> = (1..=TASKS).map(|number| task::spawn(wait(number))).collect();
    let mut threads = HashSet::new();
    for wait in waits {
        threads.insert(wait.await?);
    }
    say!("{TASKS} waits as tasks are over; threads: {}", threads.len());
    Ok(())
}

#[expect(clippy::unused_async, reason = "the lint sees the mistake: async, and nothing is awaited")]
async fn wait(number: u32) -> ThreadId {
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
