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
use tokio::sync::Barrier;
use tokio::task;
use tokio::time::sleep;

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

#[tokio::main(flavor = "current_thread")]
async fn as_tasks() -> anyhow::Result<()> {
    let all = Arc::new(Barrier::new(TASKS));
    say!("a wait is a value of {} bytes", size_of_val(&wait(all.clone())));

    let mut used = HashSet::new();
    for _ in 0..TASKS {
        used.insert(task::spawn(wait(all.clone())).await?);
    }
    say!("{TASKS} waits are over; threads: {}", used.len());
    Ok(())
}

async fn wait(all: Arc<Barrier>) -> ThreadId {
    if all.wait().await.is_leader() {
        say!("{TASKS} tasks wait at one moment");
    }
    sleep(secs(1)).await;
    thread::current().id()
}
