//! "The channel closes when the producer returns."
//!
//! The channel closes when its last sender is dropped, and main still owns the original. The consumer
//! waits for another item, and main waits for the consumer.
//!
//! Breaks: never comes: "no more to take"

use in_order::{Finished, lesson, say, secs};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let (sender, receiver) = mpsc::channel(2);
    tokio::join!(producer(sender.clone()), consumer(receiver));
    say!("queue is empty");

    lesson.finish()
}

/// Makes four items, and needs no time for any of them.
async fn producer(queue: Sender<u32>) {
    for item in 1..=4 {
        say!("made {item}");
        // Waits while the queue is full. An error means that the receiver was dropped.
        if queue.send(item).await.is_err() {
            return;
        }
        say!("queued {item}");
    }
    say!("no more to make");
    // This sender is dropped here, but main still has the other one.
}

/// Works on each item for one second.
async fn consumer(mut queue: Receiver<u32>) {
    // None means that the channel is closed and empty. From then on, every recv returns None.
    while let Some(item) = queue.recv().await {
        say!("took {item}");
        sleep(secs(1)).await;
        say!("finished {item}");
    }
    say!("no more to take");
}
