//! "An unbounded queue is the same queue, only that nobody ever waits."
//!
//! Waiting was the point: nothing tells the producer that it is too fast, so all its items pile up
//! in memory before the consumer has taken one.
//!
//! Breaks: the after of "queued 3"

use in_order::{Finished, lesson, say, secs};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // Both ends move into their functions, so that each is dropped when its function is done.
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::join!(producer(sender), consumer(receiver));
    say!("queue is empty");

    lesson.finish()
}

/// Makes items in no time.
#[expect(
    clippy::unused_async,
    reason = "an unbounded send has nothing to await: that is the mistake"
)]
async fn producer(queue: UnboundedSender<u32>) {
    for item in 1..=4 {
        say!("made {item}");
        // Never waits. An error says that the consumer is gone.
        if queue.send(item).is_err() {
            return;
        }
        say!("queued {item}");
    }
    say!("no more to make");
    // The only sender is dropped here, and that closes the channel.
}

/// Works a second on each item.
async fn consumer(mut queue: UnboundedReceiver<u32>) {
    // None comes once, after the last item: the channel is closed and empty.
    while let Some(item) = queue.recv().await {
        say!("took {item}");
        sleep(secs(1)).await;
        say!("finished {item}");
    }
    say!("no more to take");
}
