//! A helper that retries anything: it takes an async closure, which makes a new future for each attempt.

use std::time::Duration;

use tokio::time::sleep;

async fn retry<T, E>(
    attempts: u32,
    mut work: impl AsyncFnMut(u32) -> Result<T, E>,
) -> Result<T, E> {
    let (mut attempt, mut pause) = (1, Duration::from_millis(1));
    loop {
        match work(attempt).await {
            Err(_) if attempt < attempts => sleep(pause).await,
            result => return result,
        }
        attempt += 1;
        pause *= 2;
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_closure_may_change_what_it_borrows() {
    let mut seen = Vec::new();
    let answer = retry(4, async |attempt| {
        seen.push(attempt);
        if attempt == 3 { Ok("found") } else { Err("busy") }
    });
    assert_eq!(answer.await, Ok("found"));
    assert_eq!(seen, [1, 2, 3]);
}

#[tokio::test(flavor = "current_thread")]
async fn the_last_error_is_the_answer() {
    let answer = retry(4, async |attempt| Err::<(), _>(attempt)).await;
    assert_eq!(answer, Err(4));
}
