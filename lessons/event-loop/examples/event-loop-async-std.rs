//! The event loop, on async-std, which is discontinued. Here to help you read old code.
//!
//! Run it: cargo run -p event-loop --example event-loop-async-std

use std::future::poll_fn;
use std::task::Poll;

use async_std::task;
use executor::Executor; // src/executor.rs
use futures::join;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!("expected.async-std.order");

    // The lesson's own loop. `spawn` queues the tasks, and `run` runs them.
    let mut executor = Executor::default();
    executor.spawn(work("own: A", executor.sleep(secs(2))));
    executor.spawn(work("own: B", executor.sleep(secs(1))));
    executor.run();
    say!("own: no task is left");

    // Each thread has its own queue, so `spawn_local` needs no runtime around it.
    let a = task::spawn_local(work("runtime: A", task::sleep(secs(2))));
    let b = task::spawn_local(work("runtime: B", task::sleep(secs(1))));
    say!("without a runtime: both tasks are queued");

    // `block_on` runs the tasks in this thread's queue while it waits.
    task::block_on(async { join!(a, b) });
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
