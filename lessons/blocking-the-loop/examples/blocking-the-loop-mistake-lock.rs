//! "A std mutex is fine in async code, as long as no guard is held across an await."
//!
//! No guard is held across an await here. But another thread keeps the lock for three seconds. The heart
//! needs it for a moment only, and waits for it on the loop's thread, which stops everything else.
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

/// Beats three times, with three seconds between two beats.
async fn heart() {
    for beat in 1..=3 {
        if beat > 1 {
            sleep(secs(3)).await;
        }
        *COUNT.lock().unwrap() += 1;
        say!("heart: beat {beat}");
    }
}

/// Pretends to be a call that blocks for three seconds: a driver, a large file, a computation.
fn read(name: &str) {
    say!("{name}: started");
    thread::sleep(secs(3));
    say!("{name}: done");
}
