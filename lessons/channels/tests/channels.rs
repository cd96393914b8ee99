//! What Tokio's channels do in cases that the lesson doesn't reach.

use std::thread;

use futures::FutureExt;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task;

#[tokio::test]
async fn a_dropped_oneshot_sender_is_an_error_for_the_reader() {
    let (sender, receiver) = oneshot::channel::<&str>();
    task::spawn(async move {
        let _sender = sender; // returns before it has sent anything
    });
    assert!(receiver.await.is_err());
}

#[tokio::test]
async fn a_oneshot_returns_the_value_if_no_one_can_get_it() {
    let (sender, receiver) = oneshot::channel();
    drop(receiver);
    assert_eq!(sender.send("ready"), Err("ready"));
}

#[tokio::test]
async fn a_request_carries_the_channel_for_its_answer() {
    let (requests, mut inbox) = mpsc::channel::<(u32, oneshot::Sender<u32>)>(8);
    task::spawn(async move {
        while let Some((number, reply)) = inbox.recv().await {
            let _ = reply.send(number * 2); // an error: the caller has given up
        }
    });

    let (reply, answer) = oneshot::channel();
    requests.send((21, reply)).await.expect("the task runs");
    assert_eq!(answer.await, Ok(42));
}

/// On one thread, the reader can't run between two sends that have no await between them.
#[tokio::test]
async fn a_reader_that_is_waiting_lags_too() {
    let (sender, mut receiver) = broadcast::channel(2);
    let ann = task::spawn(async move { receiver.recv().await });
    task::yield_now().await; // ann now waits in recv
    for reading in 1..=5 {
        sender.send(reading).expect("ann is subscribed");
    }
    assert_eq!(ann.await.expect("ann doesn't panic"), Err(RecvError::Lagged(3)));
}

#[tokio::test]
async fn a_capacity_is_rounded_up_to_a_power_of_two() {
    let (sender, mut receiver) = broadcast::channel(5);
    for reading in 1..=8 {
        sender.send(reading).expect("there is a reader");
    }
    assert_eq!(receiver.recv().await, Ok(1));
}

#[tokio::test]
async fn a_subscriber_gets_what_is_sent_after_it_has_subscribed() {
    let (sender, first) = broadcast::channel(2);
    sender.send(1).expect("the first reader is there");
    let mut second = sender.subscribe();
    sender.send(2).expect("both readers are there");
    assert_eq!(second.recv().await, Ok(2));

    drop((first, second));
    assert!(sender.send(3).is_err());
}

#[tokio::test]
async fn send_without_a_reader_leaves_the_old_value_in_a_watch() {
    let (sender, receiver) = watch::channel(0);
    drop(receiver);
    assert!(sender.send(1).is_err());
    assert_eq!(*sender.borrow(), 0);
    sender.send_replace(2);
    assert_eq!(*sender.borrow(), 2);
}

#[tokio::test]
async fn the_first_value_of_a_watch_is_no_change() {
    let (_sender, mut receiver) = watch::channel(0);
    assert_eq!(*receiver.borrow(), 0);
    assert!(receiver.changed().now_or_never().is_none());
}

#[tokio::test]
async fn a_borrowed_value_blocks_the_thread_that_sends() {
    let (sender, receiver) = watch::channel(0);
    let shown = receiver.borrow();
    let sending = thread::spawn(move || sender.send_replace(1));
    thread::sleep(std::time::Duration::from_millis(20));
    assert!(!sending.is_finished());
    drop(shown);
    assert_eq!(sending.join().expect("send_replace doesn't panic"), 0);
}
