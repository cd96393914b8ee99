//! "I have built a runtime, so I can spawn."
//!
//! `tokio::spawn` looks for the runtime that this thread has entered. Only `block_on` and `enter` enter
//! one, so `tokio::spawn` panics. `runtime.spawn` would have queued the task.
//!
//! Breaks: never comes: "runtime: A1"

use std::future::poll_fn;
use std::task::Poll;

use executor::Executor;
use in_order::{Finished, lesson, say, secs};
use tokio::runtime::{Builder, Handle};
use tokio::time::sleep;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let mut executor = Executor::default();
    executor.spawn(work("own: A", executor.sleep(secs(2))));
    executor.spawn(work("own: B", executor.sleep(secs(1))));
    executor.run();
    say!("own: no task is left");

    let runtime = Builder::new_current_thread().enable_time().build()?;
    if let Err(error) = Handle::try_current() {
        say!("without a runtime: {error}");
    }

    // `sleep` is called inside the tasks, because outside a runtime it panics, too.
    let a = tokio::spawn(work("runtime: A", async { sleep(secs(2)).await }));
    let b = tokio::spawn(work("runtime: B", async { sleep(secs(1)).await }));
    runtime.block_on(async { tokio::try_join!(a, b) })?;
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
