//! What may move, and what stays where it is.

use std::future::ready;
use std::pin::pin;
use std::ptr;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::task;
use tokio::time::{sleep, timeout};

async fn download() -> u32 {
    task::yield_now().await;
    7
}

#[test]
fn a_box_moves_and_its_future_stays() {
    let b = Box::pin(download());
    let place = ptr::from_ref(&*b);
    let moved = b;
    assert_eq!(ptr::from_ref(&*moved), place);
}

#[tokio::test]
async fn a_handle_needs_no_pin() {
    let mut handle = task::spawn(download());
    let page = timeout(Duration::MAX, &mut handle).await;
    assert_eq!(page.expect("in time").expect("no panic"), 7);
}

#[tokio::test]
async fn these_need_no_pin_either() {
    fn unpin(_: impl Unpin) {}
    let (_sender, receiver) = oneshot::channel::<()>();
    unpin(receiver);
    unpin(ready(7));
    unpin(Box::pin(download()));
    unpin(pin!(download()));
}

#[tokio::test]
async fn a_future_may_move_before_its_first_poll() {
    let futures = Vec::from([download(), download()]);
    for future in futures {
        assert_eq!(future.await, 7);
    }
}

#[tokio::test]
async fn as_mut_lends_a_pin() {
    let mut a = pin!(async {
        sleep(Duration::from_millis(50)).await;
        download().await
    });
    timeout(Duration::from_millis(1), a.as_mut()).await.expect_err("it has not finished");
    assert_eq!(a.await, 7);
}

/// What `Timed` does, as an `async fn`.
async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let started = Instant::now();
    let output = future.await;
    (output, started.elapsed())
}

#[tokio::test]
async fn an_async_fn_pins_what_it_awaits() {
    let nap = Duration::from_millis(50);
    let ((), took) = timed(sleep(nap)).await;
    assert!(took >= nap);
}
