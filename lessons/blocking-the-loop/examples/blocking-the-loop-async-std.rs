//! Blocking the loop, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p blocking-the-loop --example blocking-the-loop-async-std

use std::thread;

use async_std::task;
use in_order::{Finished, lesson, polls, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        let heart = task::spawn_local(heart());
        task::sleep(secs(1)).await;

        // On the loop: a plain call, so this future keeps the only thread until it returns.
        polls("here", async { read("here") }).await;
        // This await frees the thread, and the overdue beat comes right away.
        task::sleep(secs(1)).await;

        // On a thread that async-std keeps for such calls: this future only waits for the result.
        task::spawn_blocking(|| read("elsewhere")).await;

        heart.await;
        say!("main: all read, and three beats");
    });

    lesson.finish()
}

/// Beats three times, with three seconds between two beats.
async fn heart() {
    for beat in 1..=3 {
        if beat > 1 {
            task::sleep(secs(3)).await;
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
