//! The event loop, on smol.
//!
//! Run it: cargo run -p event-loop --example event-loop-smol

use std::future::poll_fn;
use std::mem;
use std::task::Poll;

use executor::Executor; // src/executor.rs
use in_order::{Finished, lesson, say, secs};
use smol::{LocalExecutor, Timer, future};

fn main() -> Finished {
    let lesson = lesson!("expected.smol.order");

    // The lesson's own loop. The tasks are queued here, and run inside `run`.
    let mut executor = Executor::default();
    executor.spawn(work("own: A", executor.sleep(secs(2))));
    executor.spawn(work("own: B", executor.sleep(secs(1))));
    executor.run();
    say!("own: no task is left");

    // smol's loop is a value as well: spawn finds its queue without a runtime around it.
    let executor = LocalExecutor::new();
    let a = executor.spawn(work("runtime: A", async { _ = Timer::after(secs(2)).await }));
    let b = executor.spawn(work("runtime: B", async { _ = Timer::after(secs(1)).await }));
    say!("without a runtime: both tasks are queued");

    // `run` polls the tasks in turn with the future that it is given.
    smol::block_on(executor.run(future::zip(a, b)));
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
