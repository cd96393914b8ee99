//! "A timeout of ten seconds around each attempt means that the caller waits ten seconds."
//!
//! It means that each attempt may take ten seconds, and there are four, with pauses between them.
//! Only a deadline around the whole bounds the wait of the caller.
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
    let mut pause = 1;
    for attempt in 1..4 {
        say!("{name}: attempt {attempt}");
        match timeout(secs(10), fetch(name, attempt)).await.unwrap_or(Err(Failure::TimedOut)) {
            Err(Failure::Busy) => sleep(secs(pause)).await,
            result => return result,
        }
        pause *= 2;
    }
    say!("{name}: attempt 4");
    timeout(secs(10), fetch(name, 4)).await.unwrap_or(Err(Failure::TimedOut))
}

#[derive(Debug)]
enum Failure {
    Busy,
    NotFound,
    TimedOut,
}

/// Stands for the four servers.
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
