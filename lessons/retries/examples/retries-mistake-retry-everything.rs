//! "An error is an error: try again."
//!
//! A page that doesn't exist won't exist in a second. The caller gets the same answer seven seconds later,
//! and the server has answered four times for nothing.
//!
//! Breaks: unexpected: "missing: attempt 2"

use in_order::{Finished, lesson, say, secs};
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let (a, b, c, d) =
        tokio::join!(request("flaky"), request("down"), request("slow"), request("missing"));
    say!("main: {} of 4 answered", [a, b, c, d].iter().filter(|answered| **answered).count());

    lesson.finish()
}

const ATTEMPTS: u32 = 4;

/// Whether there was an answer.
async fn request(name: &str) -> bool {
    let result = timeout(secs(10), retry(name)).await;
    match &result {
        Ok(Ok(())) => say!("{name}: answered"),
        Ok(Err(failure)) => say!("{name}: given up, {failure:?}"),
        Err(_) => say!("{name}: given up, no time left"),
    }
    matches!(result, Ok(Ok(())))
}

/// At most four attempts, with pauses of 1, 2 and 4 seconds between them.
async fn retry(name: &str) -> Result<(), Failure> {
    let (mut attempt, mut pause) = (1, 1);
    loop {
        say!("{name}: attempt {attempt}");
        match fetch(name, attempt).await {
            Err(_) if attempt < ATTEMPTS => sleep(secs(pause)).await,
            result => return result,
        }
        attempt += 1;
        pause *= 2;
    }
}

#[derive(Debug)]
enum Failure {
    Busy,
    NotFound,
}

/// Pretends to be four servers.
async fn fetch(name: &str, attempt: u32) -> Result<(), Failure> {
    match name {
        "flaky" if attempt == 3 => Ok(()),
        "missing" => Err(Failure::NotFound),
        "slow" => {
            sleep(secs(5)).await;
            Err(Failure::Busy)
        }
        _ => Err(Failure::Busy),
    }
}
