//! What runs between two calls of `next`, and what `next` does after the end.

use std::cell::Cell;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use tokio::sync::mpsc;
use tokio::task;
use tokio::time::{sleep, timeout};

const SHORT: Duration = Duration::from_millis(10);
static B_IS_DONE: AtomicBool = AtomicBool::new(false);

#[tokio::test]
async fn buffered_futures_make_no_progress_between_two_nexts() {
    let (b_has_begun, b_is_done) = (Cell::new(false), Cell::new(false));
    let mut pages = stream::iter(["a", "b"])
        .map(async |name| {
            b_has_begun.set(name == "b");
            sleep(SHORT).await;
            sleep(SHORT).await;
            b_is_done.set(name == "b");
        })
        .buffered(2);

    pages.next().await; // page a
    sleep(10 * SHORT).await; // main uses it
    assert!(b_has_begun.get() && !b_is_done.get());
    pages.next().await;
    assert!(b_is_done.get());
}

#[tokio::test]
async fn a_task_makes_the_next_value_while_main_uses_this_one() {
    let made = Arc::new(AtomicU32::new(0));
    let numbers = numbers(made.clone());

    let (sender, mut receiver) = mpsc::channel(1);
    task::spawn(async move {
        let mut values = pin!(numbers);
        while let Some(value) = values.next().await {
            if sender.send(value).await.is_err() {
                break; // main doesn't want any more
            }
        }
    });
    while let Some(value) = receiver.recv().await {
        sleep(10 * SHORT).await; // main uses the value
        assert!(value == 4 || made.load(Ordering::SeqCst) > value);
    }
}

/// The numbers from 1 to 4. Counts how many it has made.
fn numbers(made: Arc<AtomicU32>) -> impl Stream<Item = u32> {
    stream::iter(1..=4).then(move |value| {
        let made = made.clone();
        async move {
            sleep(SHORT).await;
            made.store(value, Ordering::SeqCst);
            value
        }
    })
}

#[tokio::test]
async fn the_timeout_of_an_item_continues_between_two_nexts() {
    let mut pages = stream::iter(["a", "b"])
        .map(|name| {
            timeout(5 * SHORT, async move {
                if name == "b" {
                    sleep(SHORT).await;
                    sleep(SHORT).await;
                }
            })
        })
        .buffered(2);

    assert!(matches!(pages.next().await, Some(Ok(()))));
    sleep(10 * SHORT).await;
    assert!(matches!(pages.next().await, Some(Err(_))), "b had more time than its timeout");
}

#[tokio::test]
async fn tasks_make_progress_between_two_nexts() {
    let mut pages = stream::iter(["a", "b"]).map(|name| task::spawn(download(name))).buffered(2);

    assert_eq!(pages.next().await.map(Result::unwrap), Some("a"));
    let b_is_done = async {
        while !B_IS_DONE.load(Ordering::SeqCst) {
            sleep(SHORT).await;
        }
    };
    timeout(100 * SHORT, b_is_done).await.expect("b runs although nothing awaits it");
    assert_eq!(pages.next().await.map(Result::unwrap), Some("b"));
}

#[tokio::test]
async fn a_fused_stream_can_be_asked_after_its_end() {
    let one = stream::unfold(1, async |value| (value < 2).then_some((value, value + 1)));
    let mut one = pin!(one.fuse());

    assert_eq!(one.next().await, Some(1));
    assert_eq!(one.next().await, None);
    assert_eq!(one.next().await, None);
}

/// Pretends to download something; only `b` takes time.
async fn download(name: &str) -> &str {
    if name == "b" {
        sleep(SHORT).await;
        B_IS_DONE.store(true, Ordering::SeqCst);
    }
    name
}
