//! Retries, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p retries --example retries-async-std

use async_std::future::timeout;
use async_std::task::{self, sleep};
use futures::join;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        let (a, b, c, d) =
            join!(request("flaky"), request("down"), request("slow"), request("missing"));
        say!("main: {} of 4 answered", [a, b, c, d].iter().filter(|answered| **answered).count());
    });

    lesson.finish()
}

const ATTEMPTS: u32 = 4;

/// Whether there was an answer. The deadline covers all attempts and all pauses together.
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
            // Busy may pass, so it is worth another attempt. Everything else goes to the caller.
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
