//! "`tokio::task::yield_now` puts my task at the end of the queue, so the tasks take turns."
//!
//! Tokio puts a task that yields aside until no other task is ready, and wakes the last one first. It
//! promises no order. On an executor that is not Tokio's, the same call wakes the task immediately, so the
//! first half of the lesson holds.
//!
//! Breaks: the after of "runtime: B2"

use executor::Executor;
use in_order::{Finished, lesson, say, secs};
use tokio::runtime::{Builder, Handle};
use tokio::task;
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
    task::yield_now().await;
    say!("{name}2");
    pause.await;
    say!("{name}3");
}
