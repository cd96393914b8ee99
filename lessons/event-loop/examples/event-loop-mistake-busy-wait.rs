//! "A loop with an await in it lets the other tasks run."
//!
//! An await yields only if its future is pending, and this one is always ready. The loop is one poll that
//! takes two seconds, and B gets its second turn after that.
//!
//! Breaks: the second of "own: B2"

use std::future::{poll_fn, ready};
use std::task::Poll;
use std::time::{Duration, Instant};

use executor::Executor;
use in_order::{Finished, lesson, say, secs};
use tokio::runtime::{Builder, Handle};
use tokio::time::sleep;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let mut executor = Executor::default();
    executor.spawn(work("own: A", busy_wait(secs(2))));
    executor.spawn(work("own: B", executor.sleep(secs(1))));
    executor.run();
    say!("own: no task is left");

    let runtime = Builder::new_current_thread().enable_time().build()?;
    if let Err(error) = Handle::try_current() {
        say!("without a runtime: {error}");
    }

    runtime.block_on(async {
        let a = tokio::spawn(work("runtime: A", busy_wait(secs(2))));
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

/// Waits until the time has passed, and awaits in each round.
async fn busy_wait(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        ready(()).await;
    }
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
