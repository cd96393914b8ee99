//! A number that spawned tasks share, behind a lock of the standard library.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

#[tokio::test]
async fn the_guard_is_dropped_before_the_await() {
    let count = Arc::new(Mutex::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..10 {
        let count = Arc::clone(&count);
        tasks.spawn(async move {
            let place = {
                let mut count = count.lock().expect("no task panicked");
                *count += 1;
                *count
            }; // the guard is dropped here
            sleep(Duration::from_millis(place)).await;
        });
    }
    tasks.join_all().await;
    assert_eq!(*count.lock().expect("no task panicked"), 10);
}
