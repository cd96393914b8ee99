//! Threads against tasks, on smol.
//!
//! Run it: cargo run -p threads-vs-tasks --example threads-vs-tasks-smol

use std::collections::HashSet;
use std::thread::{self, ThreadId};

use harness::{Finished, lesson, say, secs};
use smol::{LocalExecutor, Timer};

const TASKS: u32 = 10_000;
/// Few, so that every machine has them. Each is a thread of the operating system, with a stack.
const THREADS: u32 = 100;

fn main() -> Finished {
    let lesson = lesson!();
    as_tasks();
    as_threads();
    lesson.finish()
}

fn as_tasks() {
    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        // All that a wait has to remember is in its future: the arguments, the timer, where it stands.
        say!("a wait is a value of {} bytes", size_of_val(&wait(1)));

        let waits: Vec<_> = (1..=TASKS).map(|number| executor.spawn(wait(number))).collect();
        let mut threads = HashSet::new();
        for wait in waits {
            threads.insert(wait.await);
        }
        say!("{TASKS} waits as tasks are over; threads: {}", threads.len());
    }));
}

async fn wait(number: u32) -> ThreadId {
    if number == TASKS {
        say!("task {number} has started");
    }
    Timer::after(secs(1)).await; // gives the thread to the next task
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
    thread::sleep(secs(1)); // keeps its thread, which can do nothing else meanwhile
    thread::current().id()
}
