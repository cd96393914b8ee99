//! Two waits of two seconds on one thread: four seconds, or two?
//!
//! Run it:      cargo run -p blocking-vs-non-blocking
//! Predict it:  the second on which each of the nine lines comes.

use std::thread;

use in_order::{Finished, lesson, polls, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // `polls` changes nothing: it notes when its future has the thread, and the timeline below the
    // output shows that as a bar.
    polls("block-1", async { block("block-1") }).await;
    polls("block-2", async { block("block-2") }).await;

    // One thread still. Each future gives it back at its await, so both can wait at once.
    tokio::join!(polls("wait-1", wait("wait-1")), polls("wait-2", wait("wait-2")));
    say!("all four waits are over");

    lesson.finish()
}

/// Waits the blocking way: the thread itself sleeps, and runs nothing else meanwhile.
fn block(name: &str) {
    say!("{name}: started");
    thread::sleep(secs(2));
    say!("{name}: done");
}

/// Waits the non-blocking way: a timer wakes this future, and the thread is free until then.
async fn wait(name: &str) {
    say!("{name}: started");
    sleep(secs(2)).await;
    say!("{name}: done");
}
