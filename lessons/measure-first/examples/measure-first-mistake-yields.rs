//! "The computations need an await to overlap, so each yields halfway."
//!
//! Now they take turns. There is one thread, and it has as much to compute as before: nothing is done
//! earlier, and one of the two later.
//!
//! Breaks: the after of "computing, async: b is halfway"

use std::future::poll_fn;
use std::pin::pin;
use std::thread;

use in_order::{Finished, lesson, say, secs};
use tokio::task;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // Two requests, blocking: each holds the thread until its answer is there.
    thread::sleep(secs(1));
    thread::sleep(secs(1));
    say!("waiting, blocking: two answers");

    // The same, async: at its await the first gives the thread to the second.
    let (a, b) = tokio::join!(gave_way(sleep(secs(1))), gave_way(sleep(secs(1))));
    say!("waiting, async: two answers; gave way: {a}, {b}");

    // Two computations, blocking.
    compute("blocking", "a", 500);
    compute("blocking", "b", 1000);
    say!("computing, blocking: two results");

    // The same, async. Neither computation awaits anything, so neither yields before it is done.
    let (a, b) =
        tokio::join!(gave_way(compute_async("a", 500)), gave_way(compute_async("b", 1000)),);
    say!("computing, async: two results; gave way: {a}, {b}");

    lesson.finish()
}

/// Stands for a long computation; it says when it is halfway.
fn compute(how: &str, name: &str, last: u32) {
    let half: u32 = (1..=last / 2).sum();
    say!("computing, {how}: {name} is halfway");
    let all: u32 = half + (last / 2 + 1..=last).sum::<u32>();
    say!("computing, {how}: {name} is {all}");
}

/// The same computation, which lets others run when it is halfway.
async fn compute_async(name: &str, last: u32) {
    let half: u32 = (1..=last / 2).sum();
    say!("computing, async: {name} is halfway");
    task::yield_now().await;
    let all: u32 = half + (last / 2 + 1..=last).sum::<u32>();
    say!("computing, async: {name} is {all}");
}

/// The measurement: whether the future gave the thread back before it was done. One that never does
/// leaves no time for others, however it is written.
async fn gave_way(future: impl Future) -> bool {
    let mut future = pin!(future);
    let mut gave_way = false;
    poll_fn(|cx| {
        let poll = future.as_mut().poll(cx);
        gave_way |= poll.is_pending();
        poll.map(drop)
    })
    .await;
    gave_way
}
