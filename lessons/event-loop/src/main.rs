//! Two tasks take turns on one thread: who decides whose turn it is?
//!
//! Run it:      cargo run -p event-loop
//! Predict it:  the order of the fifteen lines, and the second at which each one is printed.

use std::future::poll_fn;
use std::task::Poll;

use executor::Executor; // src/executor.rs
use in_order::{Finished, lesson, say, secs};
use tokio::runtime::{Builder, Handle};
use tokio::time::sleep;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    // The lesson's own loop. `spawn` queues the tasks, and `run` runs them.
    let mut executor = Executor::default();
    executor.spawn(work("own: A", executor.sleep(secs(2))));
    executor.spawn(work("own: B", executor.sleep(secs(1))));
    executor.run();
    say!("own: no task is left");

    // Building a runtime doesn't enter it. `tokio::spawn` looks for the runtime that this thread has
    // entered, and panics if there is none. `try_current` looks for it, too, and returns an error.
    let runtime = Builder::new_current_thread().enable_time().build()?;
    if let Err(error) = Handle::try_current() {
        say!("without a runtime: {error}");
    }

    // The same two tasks on Tokio, with Tokio's timer. `block_on` enters the runtime, so spawn finds it.
    runtime.block_on(async {
        let a = tokio::spawn(work("runtime: A", sleep(secs(2))));
        let b = tokio::spawn(work("runtime: B", sleep(secs(1))));
        tokio::try_join!(a, b)
    })?;
    say!("runtime: both tasks are done");

    lesson.finish()
}

/// Runs on any runtime: it only awaits what it is given.
async fn work(name: &str, pause: impl Future<Output = ()>) {
    say!("{name}1");
    yield_now().await;
    say!("{name}2");
    pause.await;
    say!("{name}3");
}

/// Lets the other tasks that are ready run once.
async fn yield_now() {
    let mut yielded = false;
    poll_fn(|cx| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        // Queues this task again, after the tasks that are in the queue already. Without this line,
        // nothing would poll it again.
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
