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
use tokio::sync::Barrier;
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

#[tokio::main(flavor = "current_thread")]
async fn as_tasks() -> anyhow::Result<()> {
    let all = Arc::new(Barrier::new(TASKS));
    say!("a wait is a value of {} bytes", size_of_val(&wait(all.clone())));

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
    thread::sleep(secs(1));
    thread::current().id()
}
