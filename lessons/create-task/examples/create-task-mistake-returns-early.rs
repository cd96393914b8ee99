//! "A spawned task always finishes, like a Python thread: the program waits for the last one."
//!
//! The program ends when main does. The runtime then drops every task that is unfinished, and c hasn't
//! even started.
//!
//! Breaks: never comes: "c: started"

use in_order::{Finished, lesson, say, secs};
use tokio::task;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let a = task::spawn(download("a", 2));
    let b = task::spawn(download("b", 2));
    say!("spawned a and b");

    let a = a.await?;
    let b = b.await?;
    say!("got {a}, {b}");

    drop(task::spawn(download("c", 1)));
    say!("dropped the handle of c");

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}
