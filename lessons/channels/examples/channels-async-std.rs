//! Channels, on async-std, which is discontinued. The program helps you read old code.
//!
//! Run it: cargo run -p channels --example channels-async-std

use async_std::{channel, task};
use futures::join;
use in_order::{Finished, lesson, say, secs};
// tokio::sync needs no Tokio runtime, and async-std has no counterpart of these three.
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, oneshot, watch};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        one_answer().await;
        every_reading().await;
        to_two_readers().await;
        only_the_newest().await;
        say!("main: all channels are closed");
    });

    lesson.finish()
}

/// oneshot: one value, for one reader.
async fn one_answer() {
    let (sender, receiver) = oneshot::channel();
    say!("sensor: sends ready");
    // Not async, and it takes the sender: one value is all. If the receiver were dropped, an error would
    // return the value.
    let _ = sender.send("ready");

    task::sleep(secs(1)).await; // the reader is late
    let answer = receiver.await.expect("the sensor has sent its answer");
    say!("main: got {answer}");
}

/// A queue with two places. Each value is kept until a reader takes it.
async fn every_reading() {
    let (sender, receiver) = channel::bounded(2);
    let sensor = async move {
        for reading in 1..=5 {
            // Waits while both places are taken.
            sender.send(reading).await.expect("the logger reads to the end");
            say!("sensor: queued {reading}");
        }
    };
    let logger = async move {
        task::sleep(secs(1)).await; // the reader is late
        while let Ok(reading) = receiver.recv().await {
            say!("logger: got {reading}");
        }
    };
    join!(sensor, logger);
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
    join!(listen("ann", ann), listen("bob", bob));
}

async fn listen(name: &str, mut receiver: broadcast::Receiver<u32>) {
    task::sleep(secs(1)).await; // the reader is late
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

    task::sleep(secs(1)).await; // the reader is late
    while receiver.changed().await.is_ok() {
        // A copy: the reference that borrow_and_update returns holds a lock.
        let reading = *receiver.borrow_and_update();
        say!("display: shows {reading}");
    }
}
