//! "A runtime has timers."
//!
//! One from a `Builder` has those parts that were enabled. `#[tokio::main]` and `Runtime::new` enable
//! all of them.
//!
//! Breaks: never comes: "runtime: the timer rang"

use std::panic;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use futures::channel::oneshot::{self, Canceled};
use in_order::{Finished, expect_panic, lesson, say, secs};
use tokio::runtime::Builder;
use tokio::time::sleep;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();
    let runtime = Builder::new_current_thread().build()?;

    // This future needs a waker and nothing else, so any executor will do.
    say!("bare: the answer is {}", block_on(answer())?);
    say!("runtime: the answer is {}", runtime.block_on(answer())?);

    // A Tokio timer asks its thread for the runtime that it is in. Here it is in none.
    expect_panic("no reactor running");
    match panic::catch_unwind(|| block_on(nap())) {
        Ok(()) => say!("bare: the timer rang"),
        Err(cause) => say!("bare: {}", cause.downcast_ref::<String>().map_or("?", |text| text)),
    }
    // One cure: run it on Tokio.
    runtime.block_on(nap());
    say!("runtime: the timer rang");

    // The other, where the executor cannot be chosen: enter a runtime with a thread of its own. The
    // timer finds it, and while this thread is parked, that one watches the clock.
    let driver = Builder::new_multi_thread().worker_threads(1).enable_time().build()?;
    let _entered = driver.enter();
    block_on(nap());
    say!("bare, inside a runtime: the timer rang");

    lesson.finish()
}

/// Stands for work done elsewhere: another thread sends the answer after a second, and the channel
/// wakes whoever waits for it.
async fn answer() -> Result<u32, Canceled> {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        thread::sleep(secs(1));
        sender.send(42)
    });
    receiver.await
}

/// Waits with the timer of the runtime.
async fn nap() {
    sleep(secs(1)).await;
}

/// The smallest executor: polls one future, and parks the thread until somebody wakes it. It has no
/// queue, no timer and no sockets.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut cx = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut cx) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// Wakes by ending the park of the thread that polls.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
