//! The event loop, on smol.
//!
//! Run it: cargo run -p event-loop --example event-loop-smol

use std::future::poll_fn;
use std::task::Poll;

use executor::Executor; // src/executor.rs
use in_order::{Finished, lesson, say, secs};
use smol::{LocalExecutor, Timer, future};

fn main() -> Finished {
    let lesson = lesson!("expected.smol.order");

    // The lesson's own loop. `spawn` queues the tasks, and `run` runs them.
    let mut executor = Executor::default();
    executor.spawn(work("own: A", executor.sleep(secs(2))));
    executor.spawn(work("own: B", executor.sleep(secs(1))));
    executor.run();
    say!("own: no task is left");

    // smol's executor is a value, too. Its `spawn` needs no runtime around it.
    let executor = LocalExecutor::new();
    let a = executor.spawn(work("runtime: A", async { _ = Timer::after(secs(2)).await }));
    let b = executor.spawn(work("runtime: B", async { _ = Timer::after(secs(1)).await }));
    say!("without a runtime: both tasks are queued");

    // `run` polls the tasks and the future that it is given.
    smol::block_on(executor.run(future::zip(a, b)));
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
