//! What a Tokio channel does where the lesson's four items don't reach.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::mpsc::error::SendTimeoutError;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::timeout;

/// How many operations Tokio lets a task do in one poll before it makes the task yield.
const BUDGET: usize = 128;
const LIMIT: Duration = Duration::from_millis(10);

#[tokio::test]
async fn a_producer_with_room_for_everything_still_yields_after_128_sends() {
    let (sender, receiver) = mpsc::channel(1000);
    let sent = AtomicUsize::new(0);
    let ((), sent_at_first_recv) =
        tokio::join!(send_1000(sender, &sent), sent_at_first_recv(receiver, &sent));
    assert_eq!(sent_at_first_recv, BUDGET);
}

/// Both futures are in one task and share its budget. `biased;` lets the producer use it up each time.
#[tokio::test]
async fn in_a_biased_join_the_producer_leaves_no_budget_for_the_consumer() {
    let (sender, receiver) = mpsc::channel(1000);
    let sent = AtomicUsize::new(0);
    let ((), sent_at_first_recv) =
        tokio::join!(biased; send_1000(sender, &sent), sent_at_first_recv(receiver, &sent));
    assert_eq!(sent_at_first_recv, 1000);
}

#[tokio::test]
async fn a_closed_channel_hands_out_its_items_and_then_none_every_time() {
    let (sender, mut receiver) = mpsc::channel(2);
    sender.send(1).await.expect("the receiver is there");
    drop(sender);
    assert_eq!(receiver.recv().await, Some(1));
    assert_eq!(receiver.recv().await, None);
    assert_eq!(receiver.recv().await, None);
}

#[tokio::test]
async fn a_send_without_a_receiver_returns_the_item_in_its_error() {
    let (sender, receiver) = mpsc::channel(2);
    drop(receiver);
    let error = sender.send(7).await.expect_err("the receiver was dropped");
    assert_eq!(error.0, 7);
}

#[tokio::test]
async fn the_channel_closes_when_the_original_of_the_clones_is_dropped_too() {
    let (sender, receiver) = mpsc::channel(2);
    let (first, second) = (send_three(sender.clone()), send_three(sender.clone()));
    drop(sender);
    let joined = async { tokio::join!(first, second, count(receiver)) };
    let ((), (), received) = timeout(60 * LIMIT, joined).await.expect("the channel is closed");
    assert_eq!(received, 6);
}

#[tokio::test]
async fn items_in_the_queue_are_dropped_with_the_receiver() {
    let (sender, receiver) = mpsc::channel(2);
    let item = Arc::new("item");
    sender.send(Arc::clone(&item)).await.expect("the receiver is there");
    assert_eq!(Arc::strong_count(&item), 2);
    drop(receiver);
    assert_eq!(Arc::strong_count(&item), 1);
}

#[tokio::test]
async fn a_timeout_around_send_drops_the_item() {
    let (queue, _receiver) = full_queue().await;
    let item = Arc::new("item");
    assert!(timeout(LIMIT, queue.send(Arc::clone(&item))).await.is_err());
    assert_eq!(Arc::strong_count(&item), 1);
}

#[tokio::test]
async fn send_timeout_returns_the_item() {
    let (queue, _receiver) = full_queue().await;
    let item = Arc::new("item");
    let Err(SendTimeoutError::Timeout(item)) = queue.send_timeout(item, LIMIT).await else {
        panic!("the queue is full");
    };
    assert_eq!(*item, "item");
}

#[tokio::test]
async fn a_timeout_around_reserve_leaves_the_item_where_it_is() {
    let (queue, mut receiver) = full_queue().await;
    let item = Arc::new("item");
    assert!(timeout(LIMIT, queue.reserve()).await.is_err());
    assert_eq!(receiver.recv().await.as_deref(), Some(&"first"));
    queue.reserve().await.expect("the receiver is there").send(item);
    assert_eq!(receiver.recv().await.as_deref(), Some(&"item"));
}

async fn full_queue() -> (Sender<Arc<&'static str>>, Receiver<Arc<&'static str>>) {
    let (sender, receiver) = mpsc::channel(1);
    sender.send(Arc::new("first")).await.expect("the receiver is there");
    (sender, receiver)
}

async fn send_three(queue: Sender<u32>) {
    for item in 1..=3 {
        queue.send(item).await.expect("the receiver is there");
    }
}

async fn count(mut queue: Receiver<u32>) -> usize {
    let mut received = 0;
    while queue.recv().await.is_some() {
        received += 1;
    }
    received
}

async fn send_1000(sender: Sender<usize>, sent: &AtomicUsize) {
    for item in 0..1000 {
        sender.send(item).await.expect("the receiver is there");
        sent.fetch_add(1, Ordering::Relaxed);
    }
}

async fn sent_at_first_recv(mut receiver: Receiver<usize>, sent: &AtomicUsize) -> usize {
    let first = receiver.recv().await;
    assert_eq!(first, Some(0));
    let sent = sent.load(Ordering::Relaxed);
    while receiver.recv().await.is_some() {}
    sent
}
