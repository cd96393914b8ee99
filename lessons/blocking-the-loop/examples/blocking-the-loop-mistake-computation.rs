//! "Only waiting blocks. A computation is work, and in a task it runs beside the others."
//!
//! A task doesn't have its own thread. It gives the thread back at an await, and this computation has
//! none, so it blocks the loop just like a sleep.
//!
//! Breaks: the second of "heart: beat 3"

use std::thread;
use std::time::Instant;

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

    task::spawn(async { compute("elsewhere") }).await?;

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

fn compute(name: &str) {
    say!("{name}: started");
    let start = Instant::now();
    let mut sum = 0_u64;
    while start.elapsed() < secs(3) {
        sum = sum.wrapping_mul(31).wrapping_add(1);
    }
    std::hint::black_box(sum);
    say!("{name}: done");
}
