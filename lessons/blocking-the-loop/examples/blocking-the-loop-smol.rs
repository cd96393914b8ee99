//! Blocking the loop, on smol.
//!
//! Run it: cargo run -p blocking-the-loop --example blocking-the-loop-smol

use std::thread;

use in_order::{Finished, lesson, polls, say, secs};
use smol::{LocalExecutor, Timer};

fn main() -> Finished {
    let lesson = lesson!();

    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        let heart = executor.spawn(heart());
        Timer::after(secs(1)).await;

        // On the loop: a plain call, so this future keeps the only thread until it returns.
        polls("here", async { read("here") }).await;
        // This await frees the thread, and the overdue beat comes right away.
        Timer::after(secs(1)).await;

        // On a thread that smol keeps for such calls: this future only waits for the result.
        smol::unblock(|| read("elsewhere")).await;

        heart.await;
        say!("main: all read, and three beats");
    }));

    lesson.finish()
}

/// Beats three times, with three seconds between two beats.
async fn heart() {
    for beat in 1..=3 {
        if beat > 1 {
            Timer::after(secs(3)).await;
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
