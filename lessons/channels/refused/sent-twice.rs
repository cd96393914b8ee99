//! "A channel carries more than one message."
//!
//! A oneshot carries one: `send` takes the sender by value.
//!
//! Refused: E0382 at "sender.send("steady")": "value used here after move"

use in_order::{Finished, lesson, say, secs};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    one_answer().await;
    every_reading().await;
    to_two_readers().await;
    only_the_newest().await;
    say!("main: all channels are closed");

    lesson.finish()
}

/// oneshot: one value, for one reader.
async fn one_answer() {
    let (sender, receiver) = oneshot::channel();
    say!("sensor: sends ready");
    // Not async, and it takes the sender: one value is all. If the receiver were dropped, an error would
    // return the value.
    let _ = sender.send("ready");
    let _ = sender.send("steady");

    sleep(secs(1)).await; // the reader is late
    let answer = receiver.await.expect("the sensor has sent its answer");
    say!("main: got {answer}");
}

/// mpsc: a queue with two places. Each value is kept until the one reader takes it.
async fn every_reading() {
    let (sender, mut receiver) = mpsc::channel(2);
    let sensor = async move {
        for reading in 1..=5 {
            // Waits while both places are taken.
            sender.send(reading).await.expect("the logger reads to the end");
            say!("sensor: queued {reading}");
        }
    };
    let logger = async move {
        sleep(secs(1)).await; // the reader is late
        while let Some(reading) = receiver.recv().await {
            say!("logger: got {reading}");
        }
    };
    tokio::join!(sensor, logger);
}

/// broadcast: a copy of each value for each reader, unless a reader falls more than two values behind.
async fn to_two_readers() {
    let (sender, ann) = broadcast::channel(2);
    let bob = sender.subscribe();
    for reading in 1..=5 {
        // Not async: it overwrites the oldest value. It fails only without a reader.
        let _ = sender.send(reading);
        say!("sensor: broadcast {reading}");
    }
    drop(sender); // closes the channel, which ends both loops
    tokio::join!(listen("ann", ann), listen("bob", bob));
}

async fn listen(name: &str, mut receiver: broadcast::Receiver<u32>) {
    sleep(secs(1)).await; // the reader is late
    loop {
        match receiver.recv().await {
            Ok(reading) => say!("{name}: got {reading}"),
            // The receiver now points to the oldest value that is left, so the loop can continue.
            Err(RecvError::Lagged(missed)) => say!("{name}: missed {missed}"),
            Err(RecvError::Closed) => break,
        }
    }
}

/// watch: one place, which always has a value. Each send overwrites it.
async fn only_the_newest() {
    let (sender, mut receiver) = watch::channel(0);
    for reading in 1..=5 {
        // Not async, and it works without a reader, too.
        sender.send_replace(reading);
        say!("sensor: set {reading}");
    }
    drop(sender); // closes the channel, which ends the loop

    sleep(secs(1)).await; // the reader is late
    while receiver.changed().await.is_ok() {
        // A copy: the reference that borrow_and_update returns holds a lock.
        let reading = *receiver.borrow_and_update();
        say!("display: shows {reading}");
    }
}
