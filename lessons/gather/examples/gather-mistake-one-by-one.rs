//! "The three calls start the downloads; the awaits only pick up the results."
//!
//! A call only makes a future, and nothing polls `b` until `a` is done. A tuple of awaits is not a join.
//!
//! Breaks: the second of "b: started"

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let a = download("a", 3);
    let b = download("b", 2);
    let c = download("c", 1);
    let (a, b, c) = (a.await, b.await, c.await);
    say!("got {a}, {b}, {c}");

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}
