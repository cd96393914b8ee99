//! "`std::panic::catch_unwind` around the call catches the panics of an async function."
//!
//! The call returns a future, and nothing panics. The panic comes when main awaits the future, which is
//! outside of `catch_unwind`.
//!
//! Breaks: never comes: "main: caught a panic"

use std::collections::VecDeque;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex};

use in_order::{Finished, expect_panic, lesson, say, secs};
use tokio::task;
use tokio::time::sleep;

/// How many people share each bill.
type Bills = Mutex<VecDeque<u32>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();
    // The lesson fails if these two panics don't come, or if another one does.
    expect_panic("divide by zero");
    expect_panic("divide by zero");

    let backup = task::spawn(backup());
    supervise(Arc::new(Mutex::new(VecDeque::from([3, 0, 4])))).await;
    backup.await?;

    let bills = Arc::new(Mutex::new(VecDeque::from([0])));
    match panic::catch_unwind(AssertUnwindSafe(|| work(bills))) {
        Ok(worker) => worker.await,
        Err(_panic) => say!("main: caught a panic"),
    }

    lesson.finish()
}

/// Starts the worker, and starts it again after a panic: three runs at most.
async fn supervise(bills: Arc<Bills>) {
    for run in 1..=3 {
        // A panic ends the task. The handle returns it as a JoinError.
        match task::spawn(work(bills.clone())).await {
            Ok(()) => {
                say!("supervisor: run {run} is done");
                return;
            }
            Err(error) if error.is_panic() => say!("supervisor: run {run} panicked"),
            Err(_aborted) => return,
        }
        sleep(secs(1)).await;
    }
}

/// Splits bills of 60 until none is left, one per second. Has a bug: it panics if nobody shares a bill.
async fn work(bills: Arc<Bills>) {
    loop {
        sleep(secs(1)).await;
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
    sleep(secs(3)).await;
    say!("backup: done");
}
