//! "I return `Pending`, so the executor will poll me again later."
//!
//! The executor polls a task again when something wakes it, and nothing has kept its waker. Both tasks wait
//! forever, the queue stays empty, and the thread sleeps until the lesson's time limit.
//!
//! Breaks: never comes: "own: A2"

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
    poll_fn(|_| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        Poll::Pending
    })
    .await;
}
