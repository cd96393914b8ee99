//! "The downloads run from the moment they are spawned, whatever main does next."
//!
//! They are only queued. Main keeps the single thread until its first await, so nothing starts for two
//! seconds.
//!
//! Breaks: the second of "a: started"

use std::thread;

use in_order::{Finished, lesson, say, secs};
use tokio::task;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let a = task::spawn(download("a", 2));
    let b = task::spawn(download("b", 2));
    say!("spawned a and b");
    thread::sleep(secs(2)); // pretends to compute for two seconds

    let a = a.await?;
    let b = b.await?;
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
