//! "An unbounded queue is the same queue, and the producer never has to wait."
//!
//! The waiting is what slows down a producer that is too fast. Without it, all the items are in memory
//! before the consumer takes the first one.
//!
//! Breaks: the after of "queued 3"

use in_order::{Finished, lesson, say, secs};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // Each function owns its end of the channel, and drops it when it returns.
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::join!(producer(sender), consumer(receiver));
    say!("queue is empty");

    lesson.finish()
}

/// Makes four items, and needs no time for any of them.
#[expect(
    clippy::unused_async,
    reason = "an unbounded send has nothing to await: that is the mistake"
)]
async fn producer(queue: UnboundedSender<u32>) {
    for item in 1..=4 {
        say!("made {item}");
        // Never waits. An error means that the receiver was dropped.
        if queue.send(item).is_err() {
            return;
        }
        say!("queued {item}");
    }
    say!("no more to make");
    // The only sender is dropped here, which closes the channel.
}

/// Works on each item for one second.
async fn consumer(mut queue: UnboundedReceiver<u32>) {
    // None means that the channel is closed and empty. From then on, every recv returns None.
    while let Some(item) = queue.recv().await {
        say!("took {item}");
        sleep(secs(1)).await;
        say!("finished {item}");
    }
    say!("no more to take");
}
