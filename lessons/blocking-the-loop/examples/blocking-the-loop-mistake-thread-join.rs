//! "The call runs on its own thread, so the loop is free."
//!
//! Main waits for that thread with `join`, and `join` is a blocking call too.
//!
//! Breaks: the second of "heart: beat 3"

use std::thread;

use in_order::{Finished, lesson, polls, say, secs};
use tokio::task;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let heart = task::spawn(heart());
    sleep(secs(1)).await;

    polls("here", async { read("here") }).await;
    sleep(secs(1)).await;

    thread::spawn(|| read("elsewhere")).join().unwrap();

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
