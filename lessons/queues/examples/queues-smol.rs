//! Queues, on smol.
//!
//! Run it: cargo run -p queues --example queues-smol

use futures::join;
use in_order::{Finished, lesson, say, secs};
use smol::Timer;
use smol::channel::{self, Receiver, Sender};

fn main() -> Finished {
    let lesson = lesson!();

    smol::block_on(async {
        let (sender, receiver) = channel::bounded(2);
        join!(producer(sender), consumer(receiver));
        say!("queue is empty");
    });

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
async fn consumer(queue: Receiver<u32>) {
    // An error means that the channel is closed and empty. From then on, every recv returns one.
    while let Ok(item) = queue.recv().await {
        say!("took {item}");
        Timer::after(secs(1)).await;
        say!("finished {item}");
    }
    say!("no more to take");
}
