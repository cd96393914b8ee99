//! What a Tokio channel does where the lesson's four items don't reach.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::mpsc::{self, Receiver, Sender};

/// How many operations Tokio lets a task do in one poll before it makes the task yield.
const BUDGET: usize = 128;

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
