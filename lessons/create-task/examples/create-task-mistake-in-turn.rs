//! "Calling both functions first starts both downloads; the awaits only collect the results."
//!
//! A call makes a future and runs nothing. Without `spawn`, a future runs only while something awaits
//! it, so b starts when a is done.
//!
//! Breaks: the second of "b: started"

use in_order::{Finished, lesson, say, secs};
use tokio::task;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let a = download("a", 2);
    let b = download("b", 2);
    say!("spawned a and b");

    let a = a.await;
    let b = b.await;
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
