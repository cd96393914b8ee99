//! Retries, on smol.
//!
//! Run it: cargo run -p retries --example retries-smol

use std::time::Duration;

use futures::join;
use in_order::{Finished, lesson, say, secs};
use smol::{Timer, future};

fn main() -> Finished {
    let lesson = lesson!();

    smol::block_on(async {
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
        Some(Ok(())) => say!("{name}: answered"),
        Some(Err(failure)) => say!("{name}: given up, {failure:?}"),
        None => say!("{name}: given up, no time left"),
    }
    matches!(result, Some(Ok(())))
}

/// smol has no `timeout`. This one races the work against a timer.
async fn timeout<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let work = async { Some(work.await) };
    let timer = async {
        Timer::after(limit).await;
        None
    };
    future::or(work, timer).await
}

/// At most four attempts, with pauses of 1, 2 and 4 seconds between them.
async fn retry(name: &str) -> Result<(), Failure> {
    let (mut attempt, mut pause) = (1, 1);
    loop {
        say!("{name}: attempt {attempt}");
        match fetch(name, attempt).await {
            // Busy may pass, so it is worth another attempt. Everything else goes to the caller.
            Err(Failure::Busy) if attempt < ATTEMPTS => Timer::after(secs(pause)).await,
            result => return result,
        };
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
            Timer::after(secs(5)).await;
            Err(Failure::Busy)
        }
        _ => Err(Failure::Busy),
    }
}
