//! Who gets a lock or a permit that is given back, and how a future that nobody polls gets out of the way.

use std::cell::Cell;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures::{FutureExt, StreamExt, stream};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::{sleep, timeout};
use tokio::{select, task};

const SHORT: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_millis(200);

#[tokio::test]
async fn tokio_gives_the_lock_to_the_future_that_has_waited_longest() {
    let log = Mutex::new(());
    let guard = log.lock().await;
    let mut e = pin!(log.lock());
    assert!(e.as_mut().now_or_never().is_none());

    drop(guard);
    // Nobody has polled e again, and the lock is not free: it is e's.
    assert!(log.try_lock().is_err());
    assert!(log.lock().now_or_never().is_none());
    assert!(e.now_or_never().is_some());
}

#[tokio::test]
async fn tokio_gives_the_permit_to_the_future_that_has_waited_longest() {
    let connection = Semaphore::new(1);
    let permit = connection.acquire().await;
    let mut d = pin!(connection.acquire());
    assert!(d.as_mut().now_or_never().is_none());

    drop(permit);
    assert!(connection.try_acquire().is_err());
    assert!(d.now_or_never().is_some());
}

#[tokio::test]
async fn those_of_async_lock_are_free_until_somebody_takes_them() {
    let log = async_lock::Mutex::new(());
    let guard = log.lock().await;
    let mut e = pin!(log.lock());
    assert!(e.as_mut().now_or_never().is_none());
    drop(guard);
    assert!(log.lock().now_or_never().is_some());

    let connection = async_lock::Semaphore::new(1);
    let permit = connection.acquire().await;
    let mut d = pin!(connection.acquire());
    assert!(d.as_mut().now_or_never().is_none());
    drop(permit);
    assert!(connection.acquire().now_or_never().is_some());
}

#[tokio::test]
async fn async_lock_wakes_only_the_one_that_has_waited_longest() {
    let log = async_lock::Mutex::new(());
    let guard = log.lock().await;
    let (mut e, mut main) = (pin!(log.lock()), pin!(log.lock()));
    assert!(e.as_mut().now_or_never().is_none());
    assert!(main.as_mut().now_or_never().is_none());

    drop(guard);
    // The lock is free, and the only one that knows it is e, which nobody polls.
    assert!(main.as_mut().now_or_never().is_none());
    assert!(e.now_or_never().is_some());
}

/// What `select!` leaves behind: a timer was first, and `e` is still in the line.
macro_rules! after_the_timer {
    ($e:expr) => {
        select! {
            () = $e => unreachable!("the log is locked"),
            () = sleep(SHORT) => {}
        }
    };
}

fn locked() -> Arc<Mutex<()>> {
    let log = Arc::new(Mutex::new(()));
    let guard = Arc::clone(&log).try_lock_owned().expect("the lock is new");
    task::spawn(async move {
        sleep(3 * SHORT).await;
        drop(guard);
    });
    log
}

async fn write(log: Arc<Mutex<()>>) {
    let _guard = log.lock().await;
}

#[tokio::test]
async fn a_pinned_future_that_nobody_polls_blocks_the_lock() {
    let log = locked();
    let mut e = pin!(write(Arc::clone(&log)));
    after_the_timer!(&mut e);

    assert!(timeout(PATIENCE, log.lock()).await.is_err());
}

#[tokio::test]
async fn dropping_the_future_leaves_the_line() {
    let log = locked();
    let mut e = Box::pin(write(Arc::clone(&log)));
    select! {
        () = &mut e => {}
        () = sleep(SHORT) => {
            drop(e);
            let _guard = log.lock().await;
        }
    }
}

#[tokio::test]
async fn a_future_in_the_branch_itself_is_dropped_by_select() {
    let log = locked();
    select! {
        () = write(Arc::clone(&log)) => {}
        () = sleep(SHORT) => {
            let _guard = log.lock().await;
        }
    }
}

#[tokio::test]
async fn a_task_is_polled_and_takes_its_turn() {
    let log = locked();
    let mut e = task::spawn(write(Arc::clone(&log)));
    select! {
        result = &mut e => result.expect("it does not panic"),
        () = sleep(SHORT) => {
            let _guard = log.lock().await;
        }
    }
}

/// Only one at a time may be between its two lines, and main's own work is inside of the stream.
#[tokio::test]
async fn work_that_is_part_of_the_stream_is_polled_with_it() {
    let connection = Semaphore::new(1);
    let saved = Cell::new(0);
    let save = || async {
        let _permit = connection.acquire().await.expect("the semaphore is never closed");
        saved.set(saved.get() + 1);
    };
    let download = || async {
        let _permit = connection.acquire().await.expect("the semaphore is never closed");
        sleep(SHORT).await;
    };

    stream::iter(["c", "d"])
        .for_each_concurrent(2, async |_| {
            download().await;
            save().await;
        })
        .await;
    assert_eq!(saved.get(), 2);
}
