//! A call blocks its thread for three seconds: what happens to a heartbeat beside it?
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

    // On the loop: it is a plain call, so this task keeps the only thread until the call returns.
    polls("here", async { read("here") }).await;
    // This await frees the thread, and the overdue beat comes right away.
    sleep(secs(1)).await;

    // On a thread that Tokio keeps for such calls. This task only waits for the result.
    task::spawn_blocking(|| read("elsewhere")).await?;

    heart.await?;
    say!("main: all read, and three beats");

    lesson.finish()
}

/// Beats three times, with three seconds between two beats.
async fn heart() {
    for beat in 1..=3 {
        if beat > 1 {
            sleep(secs(3)).await;
        }
        say!("heart: beat {beat}");
    }
}

/// Pretends to be a call that blocks for three seconds: a driver, a large file, a computation.
fn read(name: &str) {
    say!("{name}: started");
    thread::sleep(secs(3));
    say!("{name}: done");
}
