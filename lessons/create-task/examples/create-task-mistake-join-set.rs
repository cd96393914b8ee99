//! "Tasks keep running when I drop their `JoinSet`, as a task does when I drop its `JoinHandle`."
//!
//! A `JoinSet` aborts its tasks when it is dropped. No task outlives its `JoinSet`.
//!
//! Breaks: never comes: "c: started"

use in_order::{Finished, lesson, say, secs};
use tokio::task::{self, JoinSet};
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

    let mut set = JoinSet::new();
    set.spawn(download("c", 1));
    drop(set);
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
