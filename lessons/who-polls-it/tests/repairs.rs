//! Who gets a lock or a permit that is given back, and how a future that nobody polls gets out of the way.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures::{FutureExt, StreamExt, stream};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::{sleep, timeout};
use tokio::{select, task};

const PATIENCE: Duration = Duration::from_millis(200);

/// As in the lesson, with a shorter second.
fn secs(seconds: u32) -> Duration {
    seconds * Duration::from_millis(20)
}

#[tokio::test]
async fn tokio_gives_the_lock_to_the_future_that_has_waited_longest() {
    let log = Mutex::new(());
    let guard = log.lock().await;
    let mut audit = pin!(log.lock());
    assert!(audit.as_mut().now_or_never().is_none());

    drop(guard);
    // Nobody has polled audit again, and the lock is not free: it is audit's.
    assert!(log.try_lock().is_err());
    assert!(log.lock().now_or_never().is_none());
    assert!(audit.now_or_never().is_some());
}

#[tokio::test]
async fn tokio_gives_the_permit_to_the_future_that_has_waited_longest() {
    let connection = Semaphore::new(1);
    let permit = connection.acquire().await;
    let mut b = pin!(connection.acquire());
    assert!(b.as_mut().now_or_never().is_none());

    drop(permit);
    assert!(connection.try_acquire().is_err());
    assert!(b.now_or_never().is_some());
}

#[tokio::test]
async fn those_of_async_lock_are_free_until_somebody_takes_them() {
    let log = async_lock::Mutex::new(());
    let guard = log.lock().await;
    let mut audit = pin!(log.lock());
    assert!(audit.as_mut().now_or_never().is_none());
    drop(guard);
    assert!(log.lock().now_or_never().is_some());

    let connection = async_lock::Semaphore::new(1);
    let permit = connection.acquire().await;
    let mut b = pin!(connection.acquire());
    assert!(b.as_mut().now_or_never().is_none());
    drop(permit);
    assert!(connection.acquire().now_or_never().is_some());
}

#[tokio::test]
async fn async_lock_wakes_only_the_one_that_has_waited_longest() {
    let log = async_lock::Mutex::new(());
    let guard = log.lock().await;
    let (mut audit, mut main) = (pin!(log.lock()), pin!(log.lock()));
    assert!(audit.as_mut().now_or_never().is_none());
    assert!(main.as_mut().now_or_never().is_none());

    drop(guard);
    // The lock is free, and the only one that knows it is audit, which nobody polls.
    assert!(main.as_mut().now_or_never().is_none());
    assert!(audit.now_or_never().is_some());
}

/// The backup of the lesson has the log.
fn locked() -> Arc<Mutex<()>> {
    let log = Arc::new(Mutex::new(()));
    let guard = Arc::clone(&log).try_lock_owned().expect("the lock is new");
    task::spawn(async move {
        sleep(secs(3)).await;
        drop(guard);
    });
    log
}

async fn write(_name: &str, log: &Mutex<()>) {
    let _guard = log.lock().await;
}

#[tokio::test]
async fn a_pinned_future_that_nobody_polls_blocks_the_lock() {
    let log = locked();
    let mut audit = pin!(write("audit", &log));
    select! {
        () = &mut audit => unreachable!("the log is locked"),
        () = sleep(secs(1)) => {}
    }
    assert!(timeout(PATIENCE, write("main", &log)).await.is_err());
}

#[tokio::test]
async fn dropping_the_future_leaves_the_line() {
    let log = locked();
    let mut audit = Box::pin(write("audit", &log));
    select! {
        () = &mut audit => {}
        () = sleep(secs(1)) => {
            drop(audit);
            write("main", &log).await;
        }
    }
}

#[tokio::test]
async fn a_future_in_the_branch_itself_is_dropped_by_select() {
    let log = locked();
    select! {
        () = write("audit", &log) => {}
        () = sleep(secs(1)) => write("main", &log).await,
    }
}

#[tokio::test]
async fn a_task_is_polled_and_takes_its_turn() {
    let log = locked();
    let of_audit = Arc::clone(&log);
    let mut audit = task::spawn(async move { write("audit", &of_audit).await });
    select! {
        result = &mut audit => result.expect("it does not panic"),
        () = sleep(secs(1)) => write("main", &log).await,
    }
}

#[tokio::test]
async fn a_stream_that_nobody_polls_keeps_the_permit() {
    let connection = &Semaphore::new(1);
    let downloads = stream::iter(["a", "b"]).map(async |_name| {
        let _permit = connection.acquire().await.expect("the semaphore is never closed");
        sleep(secs(1)).await;
    });
    let mut pages = pin!(downloads.buffered(2));
    pages.next().await;
    // a has given the permit back, and b has it now. But b is polled only in `next`.
    assert!(timeout(PATIENCE, connection.acquire()).await.is_err());
}
