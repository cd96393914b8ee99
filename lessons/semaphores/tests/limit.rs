//! Two other ways to have no more than three downloads under way.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::stream::{self, StreamExt};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::sleep;

const CLOSED: &str = "the semaphore is never closed";

#[tokio::test]
async fn with_the_permit_taken_first_no_more_than_three_tasks_exist() {
    let semaphore = Arc::new(Semaphore::new(3));
    let under_way = Arc::new(AtomicUsize::new(0));

    let mut downloads = JoinSet::new();
    for _ in 0..10 {
        let permit = Arc::clone(&semaphore).acquire_owned().await.expect(CLOSED);
        assert!(under_way.fetch_add(1, Ordering::SeqCst) < 3);
        let under_way = Arc::clone(&under_way);
        downloads.spawn(async move {
            sleep(Duration::from_millis(5)).await;
            under_way.fetch_sub(1, Ordering::SeqCst);
            drop(permit);
        });
    }
    assert_eq!(downloads.join_all().await.len(), 10);
}

#[tokio::test]
async fn buffer_unordered_starts_the_next_one_when_one_is_done() {
    let under_way = AtomicUsize::new(0);

    let done = stream::iter('a'..='j')
        .map(|name| download(name, &under_way))
        .buffer_unordered(3)
        .collect::<String>()
        .await;
    assert_eq!(done.len(), 10);
}

/// Pretends to download something, and fails when three others are under way.
async fn download(name: char, under_way: &AtomicUsize) -> char {
    assert!(under_way.fetch_add(1, Ordering::SeqCst) < 3);
    sleep(Duration::from_millis(5)).await;
    under_way.fetch_sub(1, Ordering::SeqCst);
    name
}
