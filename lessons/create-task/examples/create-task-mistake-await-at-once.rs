//! "`spawn` makes it concurrent, so the task can be awaited right where it is spawned."
//!
//! The await keeps main from spawning the next task: b does not exist before a is done.
//!
//! Breaks: the after of "a: started"

use in_order::{Finished, lesson, say, secs};
use tokio::task;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let a = task::spawn(download("a", 2)).await?;
    let b = task::spawn(download("b", 2)).await?;
    say!("spawned a and b");
    say!("got {a}, {b}");

    drop(task::spawn(download("c", 1)));
    say!("dropped the handle of c");

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
