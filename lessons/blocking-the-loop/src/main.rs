//! A call blocks its thread for three seconds: what becomes of a heartbeat beside it?
//!
//! Run it:      cargo run -p blocking-the-loop
//! Predict it:  the second of each beat.

use std::thread;

use in_order::{Finished, lesson, polls, say, secs};
use tokio::task;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let heart = task::spawn(heart());
    sleep(secs(1)).await;

    // On the loop: a plain call, so this task keeps the only thread until it returns.
    polls("here", async { read("here") }).await;
    // At this await the thread is free again, and the beat that is overdue comes at once.
    sleep(secs(1)).await;

    // On a thread that Tokio keeps for such calls: this task only waits for the result.
    task::spawn_blocking(|| read("elsewhere")).await?;

    heart.await?;
    say!("main: all read, and three beats");

    lesson.finish()
}

/// Beats three times, with three seconds between a beat and the next.
async fn heart() {
    for beat in 1..=3 {
        if beat > 1 {
            sleep(secs(3)).await;
        }
        say!("heart: beat {beat}");
    }
}

/// Stands for a call that blocks for three seconds: a driver, a large file, a computation.
fn read(name: &str) {
    say!("{name}: started");
    thread::sleep(secs(3));
    say!("{name}: done");
}
