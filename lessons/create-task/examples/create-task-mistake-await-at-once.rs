//! "The task is spawned, so it is concurrent, and I can await it right away."
//!
//! Main waits at the first await, so it can't spawn b before a is done.
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

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}
