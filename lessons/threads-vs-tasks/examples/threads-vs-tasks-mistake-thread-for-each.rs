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
    if all.wait().is_leader() {
        say!("{THREADS} threads wait at one moment");
    }
    thread::sleep(secs(1));
    thread::current().id()
}

fn as_tasks() -> anyhow::Result<()> {
    // Tokio sets a limit of 512. A hundred spare your machine; any limit will do.
    let runtime = Builder::new_current_thread().max_blocking_threads(100).build()?;
    runtime.block_on(ten_thousand())
}

async fn ten_thousand() -> anyhow::Result<()> {
    let all = Arc::new(sync::Barrier::new(TASKS));
    say!("a wait is a value of {} bytes", size_of_val(&|| wait(&all)));

    let waits: Vec<_> = (0..TASKS)
        .map(|_| {
            let all = all.clone();
            task::spawn_blocking(move || wait(&all))
        })
        .collect();
    let mut used = HashSet::new();
    for wait in waits {
        used.insert(wait.await?);
    }
    say!("{TASKS} waits are over; threads: {}", used.len());
    Ok(())
}

fn wait(all: &sync::Barrier) -> ThreadId {
    if all.wait().is_leader() {
        say!("{TASKS} tasks wait at one moment");
    }
    thread::sleep(secs(1));
    thread::current().id()
}
