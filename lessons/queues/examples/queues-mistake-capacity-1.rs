//! "The consumer works on one item and the queue holds another, so a capacity of 1 means two ahead."
//!
//! The consumer hasn't taken an item yet when the producer starts. The queue holds one item, so the
//! second `send` waits.
//!
//! Breaks: the after of "took 1"

use in_order::{Finished, lesson, say, secs};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // Each function owns its end of the channel, and drops it when it returns.
    let (sender, receiver) = mpsc::channel(1);
    tokio::join!(producer(sender), consumer(receiver));
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
    // The only sender is dropped here, which closes the channel.
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
