//! "The computations need an await to overlap, so each yields halfway."
//!
//! Now they take turns. There is one thread, and it has as much to compute as before: the first is
//! done later, and the last no earlier.
//!
//! Breaks: the lane of "computing, async: 1 is 500500"

use std::future::poll_fn;
use std::pin::pin;
use std::thread;

use harness::{Finished, lesson, say, secs};
use tokio::task;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // Three requests, blocking: each holds the thread until its answer is there.
    for _ in 0..3 {
        thread::sleep(secs(1));
    }
    say!("waiting, blocking: three answers");

    // The same, async: at its await each gives the thread to the next.
    tokio::join!(sleep(secs(1)), sleep(secs(1)), sleep(secs(1)));
    say!("waiting, async: three answers");

    // Three computations, blocking.
    for number in 1..=3 {
        compute("blocking", number);
    }

    // The same, async. There is nothing to wait for, so no future lets go before it is done.
    tokio::join!(compute_async(1), compute_async(2), compute_async(3),);

    // The measurement that tells them apart without a clock: how often each has to be polled. One
    // that is done at its first poll has held the thread from its start to its end.
    say!("waiting was polled {} times", polls(sleep(secs(1))).await);
    say!("computing was polled {} times", polls(async { compute("measured", 1) }).await);

    lesson.finish()
}

/// Stands for a long computation; it says when it is halfway.
fn compute(how: &str, number: u32) {
    let halfway = (1..500).map(|n| n * number).sum::<u32>();
    say!("computing, {how}: {number} is halfway");
    let all = halfway + (500..=1000).map(|n| n * number).sum::<u32>();
    say!("computing, {how}: {number} is {all}");
}

/// The same computation, which lets the others run when it is halfway.
async fn compute_async(number: u32) {
    let halfway = (1..500).map(|n| n * number).sum::<u32>();
    say!("computing, async: {number} is halfway");
    task::yield_now().await;
    let all = halfway + (500..=1000).map(|n| n * number).sum::<u32>();
    say!("computing, async: {number} is {all}");
}

/// How many polls the future takes.
async fn polls(future: impl Future) -> u32 {
    let mut future = pin!(future);
    let mut polls = 0;
    poll_fn(|cx| {
        polls += 1;
        future.as_mut().poll(cx).map(drop)
    })
    .await;
    polls
}
