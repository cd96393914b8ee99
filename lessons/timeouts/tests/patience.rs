//! What you write when a timeout or a race should stop more, or less, than the future it owns.

use std::future::ready;
use std::pin::pin;
use std::time::Duration;

use tokio::select;
use tokio::task;
use tokio::time::{Instant, sleep, timeout, timeout_at};

#[tokio::test]
async fn abort_stops_the_task_that_a_timeout_left_running() {
    let limit = Duration::from_millis(10);
    let mut handle = task::spawn(request("slow", 2_000));

    if timeout(limit, &mut handle).await.is_err() {
        handle.abort();
    }
    let error = handle.await.expect_err("the task was aborted");
    assert!(error.is_cancelled());
}

#[tokio::test]
async fn a_pinned_loser_can_be_awaited_after_the_race() {
    let mut far = pin!(request("far", 20));

    let first = select! {
        name = ready("near") => name,
        name = &mut far => name,
    };
    assert_eq!((first, far.await), ("near", "far"));
}

#[tokio::test]
async fn one_deadline_covers_all_parts() {
    let deadline = Instant::now() + Duration::from_millis(50);

    let mut parts = 0;
    while timeout_at(deadline, request("part", 20)).await.is_ok() {
        parts += 1;
        assert!(parts < 3, "{parts} parts of 20 ms came within 50 ms");
    }
}

#[tokio::test]
async fn a_tie_is_random_unless_biased() {
    let mut wins = [0, 0];
    for _ in 0..200 {
        let winner = select! {
            winner = ready(0) => winner,
            winner = ready(1) => winner,
        };
        wins[winner] += 1;
        let biased = select! {
            biased;
            winner = ready(0) => winner,
            winner = ready(1) => winner,
        };
        assert_eq!(biased, 0);
    }
    assert!(wins[0] > 0 && wins[1] > 0, "wins: {wins:?}");
}

/// Pretends to send a request that is answered after the given number of milliseconds.
async fn request(name: &str, millis: u64) -> &str {
    sleep(Duration::from_millis(millis)).await;
    name
}
