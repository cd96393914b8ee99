//! Queues, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p queues --example queues-async-std

use async_std::channel::{self, Receiver, Sender};
use async_std::task;
use futures::join;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        let (sender, receiver) = channel::bounded(2);
        join!(producer(sender), consumer(receiver));
        say!("queue is empty");
    });

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
async fn consumer(queue: Receiver<u32>) {
    // Err comes after the last item: the channel is closed and empty.
    while let Ok(item) = queue.recv().await {
        say!("took {item}");
        task::sleep(secs(1)).await;
        say!("finished {item}");
    }
    say!("no more to take");
}
