//! The event loop, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p event-loop --example event-loop-async-std

use std::future::poll_fn;
use std::mem;
use std::task::Poll;

use async_std::task;
use executor::Executor; // src/executor.rs
use futures::join;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!("expected.async-std.order");

    // The lesson's own loop. The tasks are queued here, and run inside `run`.
    let mut executor = Executor::default();
    executor.spawn(work("own: A", executor.sleep(secs(2))));
    executor.spawn(work("own: B", executor.sleep(secs(1))));
    executor.run();
    say!("own: no task is left");

    // Each thread has a queue of its own, so spawn_local finds one without a runtime around it.
    let a = task::spawn_local(work("runtime: A", task::sleep(secs(2))));
    let b = task::spawn_local(work("runtime: B", task::sleep(secs(1))));
    say!("without a runtime: both tasks are queued");

    // block_on runs what is in this thread's queue while it waits.
    task::block_on(async { join!(a, b) });
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
