//! Two tasks take turns on one thread: who decides whose turn it is?
//!
//! Run it:      cargo run -p event-loop
//! Predict it:  the order of the fifteen lines, and the second on which each comes.

use std::future::poll_fn;
use std::mem;
use std::task::Poll;

use executor::Executor; // src/executor.rs, to be read next
use in_order::{Finished, lesson, say, secs};
use tokio::runtime::{Builder, Handle};
use tokio::time::sleep;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    // The lesson's own loop. The tasks are queued here, and run inside `run`.
    let mut executor = Executor::default();
    executor.spawn(work("own: A", executor.sleep(secs(2))));
    executor.spawn(work("own: B", executor.sleep(secs(1))));
    executor.run();
    say!("own: no task is left");

    // A task needs a queue. `tokio::spawn` asks its thread for the runtime that it is in, and panics
    // where there is none. `try_current` asks the same, and returns the error.
    let runtime = Builder::new_current_thread().enable_time().build()?;
    if let Err(error) = Handle::try_current() {
        say!("without a runtime: {error}");
    }

    // The same two tasks on Tokio, with its timer. `block_on` enters the runtime, so spawn finds it.
    runtime.block_on(async {
        let a = tokio::spawn(work("runtime: A", sleep(secs(2))));
        let b = tokio::spawn(work("runtime: B", sleep(secs(1))));
        tokio::try_join!(a, b)
    })?;
    say!("runtime: both tasks are done");

    lesson.finish()
}

/// Knows of no runtime: it runs wherever it is polled.
async fn work(name: &str, pause: impl Future<Output = ()>) {
    say!("{name}1");
    yield_now().await;
    say!("{name}2");
    pause.await;
    say!("{name}3");
}

/// Gives the thread to the other tasks once.
async fn yield_now() {
    let mut yielded = false;
    poll_fn(|cx| {
        if mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        // Queues this task once more, behind those that wait already. Without this line nobody
        // would poll it again.
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
