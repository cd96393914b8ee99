//! "A std mutex is fine in async code, as long as no guard is held across an await."
//!
//! No guard is. But a thread keeps this one for three seconds, and the heart, which wants it for a
//! moment, waits on the loop's own thread and stops everything else there.
//!
//! Breaks: the second of "heart: beat 3"

use std::sync::Mutex;
use std::thread;

use in_order::{Finished, lesson, polls, say, secs};
use tokio::task;
use tokio::time::sleep;

static COUNT: Mutex<u32> = Mutex::new(0);

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let heart = task::spawn(heart());
    sleep(secs(1)).await;

    polls("here", async { read("here") }).await;
    sleep(secs(1)).await;

    task::spawn_blocking(|| {
        let _count = COUNT.lock().unwrap();
        read("elsewhere");
    })
    .await?;

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
        *COUNT.lock().unwrap() += 1;
        say!("heart: beat {beat}");
    }
}

/// Stands for a call that blocks for three seconds: a driver, a large file, a computation.
fn read(name: &str) {
    say!("{name}: started");
    thread::sleep(secs(3));
    say!("{name}: done");
}
