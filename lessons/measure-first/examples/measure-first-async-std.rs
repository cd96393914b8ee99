//! Measure first, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p measure-first --example measure-first-async-std

use std::future::poll_fn;
use std::pin::pin;
use std::thread;

use async_std::task;
use futures::join;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // Two requests, blocking: each holds the thread until its answer is there.
        thread::sleep(secs(1));
        thread::sleep(secs(1));
        say!("waiting, blocking: two answers");

        // The same, async: at its await the first gives the thread to the second.
        let (a, b) = join!(gave_way(task::sleep(secs(1))), gave_way(task::sleep(secs(1))));
        say!("waiting, async: two answers; gave way: {a}, {b}");

        // Two computations, blocking.
        compute("blocking", "a", 500);
        compute("blocking", "b", 1000);
        say!("computing, blocking: two results");

        // The same, async. Neither computation awaits anything, so neither yields before it is done.
        let (a, b) = join!(
            gave_way(async { compute("async", "a", 500) }),
            gave_way(async { compute("async", "b", 1000) }),
        );
        say!("computing, async: two results; gave way: {a}, {b}");
    });

    lesson.finish()
}

/// Stands for a long computation; it says when it is halfway.
fn compute(how: &str, name: &str, last: u32) {
    let half: u32 = (1..=last / 2).sum();
    say!("computing, {how}: {name} is halfway");
    let all: u32 = half + (last / 2 + 1..=last).sum::<u32>();
    say!("computing, {how}: {name} is {all}");
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
