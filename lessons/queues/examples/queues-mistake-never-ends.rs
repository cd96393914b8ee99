//! "The channel closes when the producer returns."
//!
//! It closes when the last sender is dropped, and main still holds the one that was cloned. So the
//! consumer waits for main, and main waits for the consumer.
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

/// Makes items in no time.
async fn producer(queue: Sender<u32>) {
    for item in 1..=4 {
        say!("made {item}");
        // Waits while the queue is full. An error says that the consumer is gone.
        if queue.send(item).await.is_err() {
            return;
        }
        say!("queued {item}");
    }
    say!("no more to make");
    // This sender is dropped here, and the channel stays open.
}

/// Works a second on each item.
async fn consumer(mut queue: Receiver<u32>) {
    // None comes once, after the last item: the channel is closed and empty.
    while let Some(item) = queue.recv().await {
        say!("took {item}");
        sleep(secs(1)).await;
        say!("finished {item}");
    }
    say!("no more to take");
}
