//! What `select!` does with the branches that lose, and with those that are refused.

use std::future::ready;
use std::pin::pin;
use std::time::Duration;

use futures::FutureExt;
use tokio::select;
use tokio::sync::mpsc;
use tokio::task;
use tokio::time::sleep;

const SHORT: Duration = Duration::from_millis(10);

#[tokio::test]
#[should_panic(expected = "all branches are disabled and there is no else branch")]
async fn all_branches_refused_is_a_panic() {
    let (mut left, mut right) = (closed(), closed());
    loop {
        select! {
            Some(()) = left.recv() => {}
            Some(()) = right.recv() => {}
        }
    }
}

#[tokio::test]
async fn else_ends_the_loop_when_all_branches_are_refused() {
    let (mut left, mut right) = (closed(), closed());
    loop {
        select! {
            Some(()) = left.recv() => {}
            Some(()) = right.recv() => {}
            else => break,
        }
    }
}

/// The receiver of a channel whose sender is gone.
fn closed() -> mpsc::Receiver<()> {
    mpsc::channel(1).1
}

#[tokio::test]
async fn a_dropped_send_loses_its_item() {
    let (sender, mut receiver) = mpsc::channel(1);
    sender.send(String::from("first")).await.expect("the receiver is there");

    let item = String::from("second");
    select! {
        result = sender.send(item) => result.expect("the receiver is there"),
        () = sleep(SHORT) => {} // a tick: the channel was full, and the item is gone
    }
    drop(sender);
    assert_eq!(receiver.recv().await.as_deref(), Some("first"));
    assert_eq!(receiver.recv().await, None);
}

#[tokio::test]
async fn a_dropped_reserve_loses_only_its_place() {
    let (sender, mut receiver) = mpsc::channel(1);
    sender.send("first").await.expect("the receiver is there");

    let item = "second";
    let mut ticks = 0;
    loop {
        select! {
            permit = sender.reserve() => {
                permit.expect("the receiver is there").send(item);
                break;
            }
            () = sleep(SHORT) => {
                // A tick: the channel was full, and the item is still here.
                ticks += 1;
                receiver.recv().await;
            }
        }
    }
    assert_eq!(ticks, 1);
    assert_eq!(receiver.recv().await, Some("second"));
}

/// Two wait for a place. The one that has waited longest is dropped and waits anew: the other one is served
/// first.
#[tokio::test]
async fn a_reserve_that_is_made_anew_waits_at_the_end_of_the_line() {
    let (sender, mut receiver) = mpsc::channel(1);
    sender.send(0).await.expect("the receiver is there");

    let first = sender.reserve();
    let mut first = Box::pin(first);
    let mut second = pin!(sender.reserve());
    assert!(first.as_mut().now_or_never().is_none());
    assert!(second.as_mut().now_or_never().is_none());
    first = Box::pin(sender.reserve());
    assert!(first.as_mut().now_or_never().is_none());

    receiver.recv().await;
    assert!(first.as_mut().now_or_never().is_none());
    assert!(second.now_or_never().is_some());
}

#[tokio::test]
async fn a_pinned_reserve_keeps_its_place_through_the_rounds() {
    let (sender, mut receiver) = mpsc::channel(1);
    sender.send(0).await.expect("the receiver is there");

    let mut place = pin!(sender.reserve());
    for _ in 0..3 {
        select! {
            biased;
            _ = &mut place => panic!("the channel is full"),
            () = ready(()) => {}
        }
    }
    let mut newcomer = pin!(sender.reserve());
    assert!(newcomer.as_mut().now_or_never().is_none());
    receiver.recv().await;
    assert!(place.now_or_never().is_some());
}

#[tokio::test]
#[should_panic(expected = "resumed after completion")]
async fn a_pinned_future_that_is_done_must_not_be_polled_again() {
    let mut save = pin!(async {});
    for _ in 0..2 {
        select! {
            () = &mut save => {}
        }
    }
}

#[tokio::test]
async fn a_condition_leaves_out_a_branch_that_is_done() {
    let (sender, mut items) = mpsc::channel(1);
    task::spawn(async move {
        for item in 0..3 {
            sender.send(item).await.expect("the loop is there");
            task::yield_now().await;
        }
    });
    let (mut saved, mut got) = (false, Vec::new());
    let mut save = pin!(async {});
    loop {
        select! {
            () = &mut save, if !saved => saved = true,
            item = items.recv() => match item {
                Some(item) => got.push(item),
                None => break,
            },
        }
    }
    assert_eq!(got, [0, 1, 2]);
}

/// Reads a message of two parts, and would lose the first one if it were dropped between them.
async fn read_message(parts: &mut mpsc::Receiver<&'static str>) -> Option<String> {
    let head = parts.recv().await?;
    let tail = parts.recv().await?;
    Some(format!("{head}{tail}"))
}

#[tokio::test]
async fn a_reader_task_is_not_dropped_by_a_tick() {
    let (part_sender, mut parts) = mpsc::channel(1);
    let (sender, mut messages) = mpsc::channel(1);
    task::spawn(async move {
        while let Some(message) = read_message(&mut parts).await {
            if sender.send(message).await.is_err() {
                return;
            }
        }
    });

    let mut ticks = 0;
    part_sender.send("hel").await.expect("the reader is there");
    let message = loop {
        select! {
            message = messages.recv() => break message,
            () = sleep(SHORT) => {
                ticks += 1;
                if ticks == 2 {
                    part_sender.send("lo").await.expect("the reader is there");
                }
            }
        }
    };
    assert_eq!(message.as_deref(), Some("hello"));
    assert!(ticks >= 2);
}
