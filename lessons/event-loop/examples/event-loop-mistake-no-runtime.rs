//! "The runtime is there, I have just built it. So I can spawn."
//!
//! `tokio::spawn` does not know of it: it asks the thread which runtime it is in, and there is none
//! before `block_on` or `enter`. It panics.
//!
//! Breaks: never comes: "runtime: A1"

use std::future::poll_fn;
use std::mem;
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

    // The sleeps are made inside: outside of a runtime `sleep` panics as well.
    let a = tokio::spawn(work("runtime: A", async { sleep(secs(2)).await }));
    let b = tokio::spawn(work("runtime: B", async { sleep(secs(1)).await }));
    runtime.block_on(async { tokio::try_join!(a, b) })?;
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
