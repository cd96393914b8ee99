//! Threads against tasks, on smol.
//!
//! Run it: cargo run -p threads-vs-tasks --example threads-vs-tasks-smol

use std::collections::HashSet;
use std::sync::{self, Arc};
use std::thread::{self, ThreadId};

use in_order::{Finished, lesson, say, secs};
use smol::lock::Barrier;
use smol::{LocalExecutor, Timer};

/// Few, so that every machine allows them. Each is a thread of the operating system, with its own stack.
const THREADS: usize = 100;
const TASKS: usize = 10_000;

fn main() -> Finished {
    let lesson = lesson!();
    as_threads();
    as_tasks();
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
    // The barrier opens when the last one arrives. At that moment all of them are waiting.
    if all.wait().is_leader() {
        say!("{THREADS} threads wait at one moment");
    }
    thread::sleep(secs(1)); // keeps the thread, which can do nothing else
    thread::current().id()
}

fn as_tasks() {
    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        let all = Arc::new(Barrier::new(TASKS));
        // A wait keeps what it needs later in its future, and not on a stack.
        say!("a wait is a value of {} bytes", size_of_val(&wait(all.clone())));

        // All tasks are spawned before the first one is awaited.
        let waits: Vec<_> = (0..TASKS).map(|_| executor.spawn(wait(all.clone()))).collect();
        let mut used = HashSet::new();
        for wait in waits {
            used.insert(wait.await);
        }
        say!("{TASKS} waits are over; threads: {}", used.len());
    }));
}

async fn wait(all: Arc<Barrier>) -> ThreadId {
    if all.wait().await.is_leader() {
        say!("{TASKS} tasks wait at one moment");
    }
    Timer::after(secs(1)).await; // frees the thread for the others
    thread::current().id()
}
