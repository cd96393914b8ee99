//! "The item in work keeps its place in the queue, so two waiting items need a capacity of 3."
//!
//! `recv` frees the place as soon as it returns the item, before any work is done. With a capacity of 3,
//! three items can wait.
//!
//! Breaks: the after of "queued 3"

use in_order::{Finished, lesson, say, secs};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // Each function owns its end of the channel, and drops it when it returns.
    let (sender, receiver) = mpsc::channel(3);
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
