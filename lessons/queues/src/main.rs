//! How far ahead of its consumer can a producer run, and how does the consumer learn of the end?
//!
//! Run it:      cargo run -p queues
//! Predict it:  the order of the nineteen lines, and the second on which each comes.

use in_order::{Finished, lesson, say, secs};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // Both ends move into their functions, so that each is dropped when its function is done.
    let (sender, receiver) = mpsc::channel(2);
    tokio::join!(producer(sender), consumer(receiver));
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
    // The only sender is dropped here, and that closes the channel.
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
