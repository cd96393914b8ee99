//! Panics, on smol.
//!
//! Run it: cargo run -p panics --example panics-smol

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use in_order::{Finished, expect_panic, lesson, say, secs};
use smol::{LocalExecutor, Timer};

/// How many people share each bill.
type Bills = Mutex<VecDeque<u32>>;

fn main() -> Finished {
    let lesson = lesson!();
    expect_panic("divide by zero");
    expect_panic("divide by zero");

    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        let backup = executor.spawn(backup());
        supervise(&executor, Arc::new(Mutex::new(VecDeque::from([3, 0, 4])))).await;
        backup.await;

        let bills = Arc::new(Mutex::new(VecDeque::from([0])));
        if AssertUnwindSafe(work(bills)).catch_unwind().await.is_err() {
            say!("main: caught a panic");
        }
    }));

    lesson.finish()
}

/// Starts the worker, and starts it again after a panic: three runs at most.
async fn supervise(executor: &LocalExecutor<'_>, bills: Arc<Bills>) {
    for run in 1..=3 {
        // The executor catches the panic of a task, and awaiting the handle continues it.
        let worker = executor.spawn(work(bills.clone()));
        match AssertUnwindSafe(worker).catch_unwind().await {
            Ok(()) => {
                say!("supervisor: run {run} is done");
                return;
            }
            Err(_panic) => say!("supervisor: run {run} panicked"),
        }
        Timer::after(secs(1)).await;
    }
}

/// Splits bills of 60 until none is left, one per second. Has a bug: it panics if nobody shares a bill.
async fn work(bills: Arc<Bills>) {
    loop {
        Timer::after(secs(1)).await;
        // The panic drops this guard, and that poisons the lock.
        let mut bills = bills.lock().unwrap_or_else(|poisoned| {
            say!("worker: the lock is poisoned");
            bills.clear_poison();
            // The panic came after pop_front, so the queue is intact.
            poisoned.into_inner()
        });
        let Some(people) = bills.pop_front() else { return };
        say!("worker: {people} people pay {} each", 60 / people);
    }
}

/// Has nothing to do with the worker.
async fn backup() {
    Timer::after(secs(3)).await;
    say!("backup: done");
}
