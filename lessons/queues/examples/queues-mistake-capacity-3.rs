//! "The item that the consumer works on keeps its place, so two that wait need a queue of 3."
//!
//! The place is free as soon as `recv` takes the item. Three places hold three items that wait.
//!
//! Breaks: the after of "queued 3"

use in_order::{Finished, lesson, say, secs};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // Both ends move into their functions, so that each is dropped when its function is done.
    let (sender, receiver) = mpsc::channel(3);
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
