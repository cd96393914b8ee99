//! Runtimes, on smol.
//!
//! Run it: cargo run -p runtimes --example runtimes-smol

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use futures::channel::oneshot::{self, Canceled};
use in_order::{Finished, lesson, say, secs};
use smol::Timer;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!("expected.smol.order");

    // This future needs a waker and nothing else, so any executor will do.
    say!("bare: the answer is {}", bare_block_on(answer())?);
    say!("runtime: the answer is {}", smol::block_on(answer())?);

    // A smol timer needs no runtime. The first one starts a thread that watches the clock for all.
    bare_block_on(nap());
    say!("bare: the timer rang");
    smol::block_on(nap());
    say!("runtime: the timer rang");

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
    Timer::after(secs(1)).await;
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
