//! "A timeout of ten seconds around each attempt means that the caller waits for ten seconds."
//!
//! It means that each attempt may take ten seconds. There are four attempts, with pauses between them. Only
//! a deadline around the whole loop limits the wait of the caller.
//!
//! Breaks: unexpected: "slow: attempt 3"

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
    let result = retry(name).await;
    match &result {
        Ok(()) => say!("{name}: answered"),
        Err(Failure::TimedOut) => say!("{name}: given up, no time left"),
        Err(failure) => say!("{name}: given up, {failure:?}"),
    }
    result.is_ok()
}

/// At most four attempts, with pauses of 1, 2 and 4 seconds between them.
async fn retry(name: &str) -> Result<(), Failure> {
    let (mut attempt, mut pause) = (1, 1);
    loop {
        say!("{name}: attempt {attempt}");
        match timeout(secs(10), fetch(name, attempt)).await.unwrap_or(Err(Failure::TimedOut)) {
            Err(Failure::Busy) if attempt < ATTEMPTS => sleep(secs(pause)).await,
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
    TimedOut,
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
