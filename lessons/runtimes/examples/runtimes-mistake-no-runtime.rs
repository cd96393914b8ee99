//! "A future is a future. If a channel works under any executor, so does a timer."
//!
//! The executor polls the future, and its timer panics: nobody has entered a runtime on this thread.
//!
//! Breaks: never comes: "bare: there is no reactor running, must be called from the context of a Tokio 1.x runtime"

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use futures::channel::oneshot::{self, Canceled};
use in_order::{Finished, lesson, say, secs};
use tokio::runtime::Builder;
use tokio::time::sleep;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();
    let runtime = Builder::new_current_thread().enable_time().build()?;

    // This future needs a waker and nothing else, so any executor will do.
    say!("bare: the answer is {}", bare_block_on(answer())?);
    say!("runtime: the answer is {}", runtime.block_on(answer())?);

    bare_block_on(nap());
    say!("bare: the timer rang");
    // One repair: run it on Tokio.
    runtime.block_on(nap());
    say!("runtime: the timer rang");

    // The other, if you cannot choose the executor: enter a runtime that has its own thread. The timer
    // finds that runtime, whose thread watches the clock while this one is parked.
    let background = Builder::new_multi_thread().worker_threads(1).enable_time().build()?;
    let _entered = background.enter();
    bare_block_on(nap());
    say!("bare, inside a runtime: the timer rang");

    lesson.finish()
}

/// Pretends that work is done elsewhere: another thread sends the answer after a second, and the
/// channel wakes the task that waits for it.
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

/// The smallest executor: polls one future, and parks the thread until a wake. It has no queue, no
/// timer and no sockets.
fn bare_block_on<T>(future: impl Future<Output = T>) -> T {
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

/// Wakes the future by unparking the thread that polls it.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
