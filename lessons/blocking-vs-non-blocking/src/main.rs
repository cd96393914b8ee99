//! Two waits of two seconds on one thread: four seconds, or two?
//!
//! Run it:      cargo run -p blocking-vs-non-blocking
//! Predict it:  the second at which each of the nine lines is printed.

use std::thread;

use in_order::{Finished, lesson, polls, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // `polls` runs its future as it is. It records when the future holds the thread, and the timeline
    // below the output shows that as a bar.
    polls("block-1", async { block("block-1") }).await;
    polls("block-2", async { block("block-2") }).await;

    // Still one thread. Each future yields it at its await, so both can wait at the same time.
    tokio::join!(polls("wait-1", wait("wait-1")), polls("wait-2", wait("wait-2")));
    say!("all four waits are over");

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
    sleep(secs(2)).await;
    say!("{name}: done");
}
