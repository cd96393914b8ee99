//! What you write when a timeout or a race should stop more, or less, than the future it owns, or when
//! the call can fail as well.

use std::future::{pending, ready};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::select;
use tokio::task;
use tokio::time::{Instant, sleep, timeout, timeout_at};

const SHORT: Duration = Duration::from_millis(20);

#[tokio::test]
async fn abort_stops_the_task_that_a_timeout_left_running() {
    let limit = SHORT;
    let connection = Arc::new("held until the task is dropped");
    let held = connection.clone();
    let slow = async move {
        sleep(100 * SHORT).await;
        drop(held);
    };

    let mut handle = task::spawn(slow);
    if timeout(limit, &mut handle).await.is_err() {
        handle.abort();
        // abort only asks. When this await returns, the task's variables are dropped.
        assert!(handle.await.is_err_and(|error| error.is_cancelled()));
    }
    assert_eq!(Arc::strong_count(&connection), 1);
}

#[tokio::test]
async fn a_call_that_can_fail_has_three_ends() {
    assert_eq!(outcome(ready(Ok("hello"))).await, "got hello");
    let refused = Err(io::ErrorKind::ConnectionRefused.into());
    assert_eq!(outcome(ready(refused)).await, "the call failed: connection refused");
    assert_eq!(outcome(pending()).await, "no answer in time");
}

async fn outcome(call: impl Future<Output = io::Result<&str>>) -> String {
    match timeout(SHORT, call).await {
        Ok(Ok(answer)) => format!("got {answer}"),
        Ok(Err(error)) => format!("the call failed: {error}"),
        Err(_elapsed) => "no answer in time".to_owned(),
    }
}

#[tokio::test]
async fn a_pinned_loser_can_be_awaited_after_the_race() {
    let mut far = pin!(request("far", SHORT));

    let first = select! {
        name = ready("near") => name,
        name = &mut far => name,
    };
    let second = far.await;
    assert_eq!((first, second), ("near", "far"));
}

#[tokio::test]
async fn one_deadline_covers_all_parts() {
    let limit = 5 * SHORT / 2;

    let deadline = Instant::now() + limit;
    let mut parts = Vec::new();
    while let Ok(part) = timeout_at(deadline, request("part", SHORT)).await {
        parts.push(part);
    }
    assert!(parts.len() < 3, "{} parts came within the time of two and a half", parts.len());
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

/// Pretends to send a request that is answered after the given time.
async fn request(name: &str, time: Duration) -> &str {
    sleep(time).await;
    name
}
