//! A helper that retries anything: it takes an async closure, which makes a new future for each attempt.

use std::future::pending;
use std::time::Duration;

use tokio::time::{sleep, timeout};

const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(3);
const EACH: Duration = Duration::from_millis(50);
const ALL: Duration = Duration::from_secs(60);

async fn retry<T, E>(
    attempts: u32,
    may_pass: impl Fn(&E) -> bool,
    mut work: impl AsyncFnMut(u32) -> Result<T, E>,
) -> Result<T, E> {
    let (mut attempt, mut pause) = (1, FIRST_PAUSE);
    loop {
        match work(attempt).await {
            Err(error) if attempt < attempts && may_pass(&error) => {
                sleep(pause.mul_f64(1.0 - fastrand::f64() / 2.0)).await;
            }
            result => return result,
        }
        attempt += 1;
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

#[derive(Debug, PartialEq)]
enum Failure {
    Busy,
    NotFound,
    TimedOut,
}

/// Hangs, then is busy, then answers.
async fn fetch(attempt: u32) -> Result<&'static str, Failure> {
    match attempt {
        1 => pending().await,
        2 => Err(Failure::Busy),
        _ => Ok("found"),
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_attempt_that_hangs_is_followed_by_another_one() {
    let may_pass = |failure: &Failure| matches!(failure, Failure::Busy | Failure::TimedOut);
    let work = retry(4, may_pass, async |attempt| {
        timeout(EACH, fetch(attempt)).await.unwrap_or(Err(Failure::TimedOut))
    });
    let result = timeout(ALL, work).await;
    assert_eq!(result, Ok(Ok("found")));
}

#[tokio::test(flavor = "current_thread")]
async fn the_last_error_is_the_answer() {
    let mut attempts = 0;
    let answer = retry(
        4,
        |failure| *failure == Failure::Busy,
        async |_| {
            attempts += 1;
            Err::<(), _>(Failure::Busy)
        },
    );
    assert_eq!(answer.await, Err(Failure::Busy));
    assert_eq!(attempts, 4);
}

#[tokio::test(flavor = "current_thread")]
async fn an_error_that_does_not_pass_is_the_answer_at_once() {
    let not_found = async |attempt| {
        assert_eq!(attempt, 1);
        Err::<(), _>(Failure::NotFound)
    };
    let answer = retry(4, |failure| *failure == Failure::Busy, not_found);
    assert_eq!(answer.await, Err(Failure::NotFound));
}
