//! Two tasks are spawned and awaited in turn: who speaks first, and how long does it take?
//!
//! Run it:      cargo run -p create-task
//! Predict it:  the order of the ten lines, and the second on which each comes.

use in_order::{Finished, lesson, say, secs};
use tokio::task;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    // spawn queues the task for the runtime and returns at once: nothing has started yet.
    let a = task::spawn(download("a", 2));
    let b = task::spawn(download("b", 2));
    say!("spawned a and b");

    // The first await lets go of the thread, so both tasks start here. While main waits for a,
    // b goes on as well, so the second await is over at once. `?` hands on a task's panic.
    let (a, b) = (a.await?, b.await?);
    say!("got {a}, {b}");

    // On Tokio a task does not need its handle. Nobody learns now how c ends.
    drop(task::spawn(download("c", 1)));
    say!("dropped the handle of c");

    // Keeps the program alive for long enough to see what becomes of c.
    sleep(secs(4)).await;
    say!("main: done");

    lesson.finish()
}

/// Stands for a download that takes so many seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}
