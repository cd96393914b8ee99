//! Other ways to have no more than three downloads under way, and what to do without a permit.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, StreamExt};
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, yield_now};
use tokio::time::{sleep, timeout};

const CLOSED: &str = "the semaphore is never closed";

#[tokio::test]
async fn with_the_permit_taken_first_no_more_than_three_tasks_exist() {
    let semaphore = Arc::new(Semaphore::new(3));
    let mut downloads = JoinSet::new();
    for name in 'a'..='j' {
        let permit = Arc::clone(&semaphore).acquire_owned().await.expect(CLOSED);
        downloads.spawn(async move {
            let _permit = permit; // without this line, the permit isn't moved into the task
            download(name).await
        });
    }
    let done = downloads.join_all().await;
    assert_eq!(done.len(), 10);
}

#[tokio::test]
async fn buffer_unordered_starts_the_next_one_when_one_is_done() {
    let done: Vec<char> = stream::iter('a'..='j').map(download).buffer_unordered(3).collect().await;
    assert_eq!(done.len(), 10);
}

#[tokio::test]
async fn without_a_permit_the_caller_is_turned_away() {
    let semaphore = Semaphore::new(1);
    assert_eq!(answer(&semaphore).await, "done");
    let permit = semaphore.acquire().await.expect(CLOSED);
    assert_eq!(answer(&semaphore).await, "too busy");
    drop(permit);
    semaphore.close();
    assert_eq!(answer(&semaphore).await, "shutting down");
}

async fn answer(semaphore: &Semaphore) -> &'static str {
    match timeout(Duration::from_millis(100), semaphore.acquire()).await {
        Err(_) => "too busy",          // no permit came in time
        Ok(Err(_)) => "shutting down", // someone closed the semaphore
        Ok(Ok(_permit)) => work().await,
    }
}

async fn work() -> &'static str {
    yield_now().await;
    "done"
}

thread_local! {
    /// Each test has one thread, on which all of its tasks run.
    static UNDER_WAY: Cell<u32> = const { Cell::new(0) };
}

/// Pretends to download something, and fails when three others are under way.
async fn download(name: char) -> char {
    UNDER_WAY.set(UNDER_WAY.get() + 1);
    assert!(UNDER_WAY.get() <= 3);
    sleep(Duration::from_millis(5)).await;
    UNDER_WAY.set(UNDER_WAY.get() - 1);
    name
}
