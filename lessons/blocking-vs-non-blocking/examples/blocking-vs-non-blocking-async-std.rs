//! Blocking and non-blocking, on async-std, which is discontinued. Here to help you read old code.
//!
//! Run it: cargo run -p blocking-vs-non-blocking --example blocking-vs-non-blocking-async-std

use std::thread;

use async_std::task;
use futures::join;
use in_order::{Finished, lesson, polls, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    // block_on blocks this thread until its future is done. It is the loop that polls the future.
    task::block_on(async {
        polls("block-1", async { block("block-1") }).await;
        polls("block-2", async { block("block-2") }).await;

        join!(polls("wait-1", wait("wait-1")), polls("wait-2", wait("wait-2")));
        say!("all four waits are over");
    });

    lesson.finish()
}

/// Waits by blocking: the thread sleeps, and can't run anything else in the meantime.
fn block(name: &str) {
    say!("{name}: started");
    thread::sleep(secs(2));
    say!("{name}: done");
}

/// Waits without blocking: the thread is free until a timer wakes this future's task.
async fn wait(name: &str) {
    say!("{name}: started");
    task::sleep(secs(2)).await;
    say!("{name}: done");
}
