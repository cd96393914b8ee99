//! What the lesson's four waits do in cases that the lesson doesn't reach.

use std::pin::pin;
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;

use futures::FutureExt;
use smol::block_on;
use tokio::sync::{Barrier, Notify, SetOnce, watch};
use tokio::task;

#[tokio::test]
async fn notify_waiters_reaches_a_future_that_was_never_polled() {
    let changed = Notify::new();
    let change = changed.notified();
    changed.notify_waiters();
    assert_eq!(change.now_or_never(), Some(()));
}

#[tokio::test]
async fn notify_waiters_keeps_nothing_for_later() {
    let changed = Notify::new();
    changed.notify_waiters();
    assert_eq!(changed.notified().now_or_never(), None);
}

#[tokio::test]
async fn notify_one_keeps_one_notification_for_two_waiters() {
    let changed = Notify::new();
    let (first, second) = (changed.notified(), changed.notified());
    changed.notify_one();
    changed.notify_one();
    assert_eq!(first.now_or_never(), Some(()));
    assert_eq!(second.now_or_never(), None);
}

#[tokio::test]
async fn enable_makes_each_notify_one_count() {
    let changed = Notify::new();
    let mut first = pin!(changed.notified());
    let mut second = pin!(changed.notified());
    first.as_mut().enable(); // waits from here on, without being polled
    second.as_mut().enable();
    changed.notify_one();
    changed.notify_one();
    assert_eq!(first.now_or_never(), Some(()));
    assert_eq!(second.now_or_never(), Some(()));
}

#[tokio::test]
async fn a_set_once_is_set_once() {
    let config = SetOnce::new();
    config.set("v1").expect("it is not set yet");
    assert!(config.set("v2").is_err());
    assert_eq!(config.get(), Some(&"v1"));
}

#[tokio::test]
async fn a_watch_is_an_event_that_can_be_cleared() {
    let (open, mut door) = watch::channel(false);
    assert!(door.wait_for(|open| *open).now_or_never().is_none());

    open.send_replace(true);
    door.wait_for(|open| *open).await.expect("the sender is there");

    open.send_replace(false);
    assert!(door.wait_for(|open| *open).now_or_never().is_none());
}

#[tokio::test]
async fn a_watch_does_not_remember_what_came_and_went() {
    let (open, mut door) = watch::channel(false);
    open.send_replace(true);
    open.send_replace(false);
    assert!(door.wait_for(|open| *open).now_or_never().is_none());
}

#[tokio::test]
async fn wait_for_returns_an_error_when_the_sender_is_dropped() {
    let (open, mut door) = watch::channel(false);
    drop(open);
    assert!(door.wait_for(|open| *open).await.is_err());
    assert!(door.wait_for(|open| !*open).await.is_ok(), "the last value is looked at first");
}

#[tokio::test]
async fn one_of_those_who_met_is_the_leader() {
    let barrier = Barrier::new(3);
    let met = tokio::join!(barrier.wait(), barrier.wait(), barrier.wait());
    let leaders = [met.0, met.1, met.2].iter().filter(|met| met.is_leader()).count();
    assert_eq!(leaders, 1);
}

#[tokio::test]
async fn a_barrier_counts_a_task_that_has_given_up() {
    let barrier = Barrier::new(2);
    assert!(barrier.wait().now_or_never().is_none()); // waits, and is dropped
    assert!(barrier.wait().now_or_never().is_some()); // passes alone
}

/// In the lesson, the two buyers share one task. Here each has its own, and the log is written between
/// the check and the await.
#[tokio::test]
async fn a_delivery_during_the_log_is_not_missed() {
    static CHANGED: Notify = Notify::const_new();
    let buyer = task::spawn(async {
        let change = CHANGED.notified();
        task::yield_now().await; // the check says no, and the buyer writes a log
        change.await;
    });
    task::yield_now().await;
    CHANGED.notify_waiters();
    buyer.await.expect("the buyer is woken");
}

/// The order of the lesson's `buy`, on two threads. Many deliveries come between the check and the await. If
/// `notified` is called after the log instead, the buyer misses one of the first.
#[test]
fn on_two_threads_no_delivery_is_missed() {
    static STOCK: Mutex<u32> = Mutex::new(0);
    static CHANGED: Notify = Notify::const_new();
    const DELIVERIES: u64 = 2_000;

    fn take() -> bool {
        let mut stock = STOCK.lock().unwrap();
        let enough = *stock > 0;
        if enough {
            *stock -= 1;
        }
        enough
    }

    thread::spawn(|| {
        for _ in 0..DELIVERIES {
            while *STOCK.lock().unwrap() > 0 {
                thread::yield_now();
            }
            *STOCK.lock().unwrap() += 1;
            CHANGED.notify_waiters();
        }
    });
    let (done, all_bought) = mpsc::channel();
    thread::spawn(move || {
        block_on(async {
            for round in 0..DELIVERIES {
                loop {
                    let change = CHANGED.notified();
                    if take() {
                        break;
                    }
                    thread::sleep(Duration::from_micros(round % 20)); // pretends to write a log
                    change.await;
                }
            }
        });
        done.send(()).unwrap();
    });
    all_bought.recv_timeout(Duration::from_secs(60)).expect("each delivery wakes the buyer");
}
