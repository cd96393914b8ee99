//! Three downloads at once: how long do they take together?
//!
//! Run it:      cargo run -p gather
//! Predict it:  the order of the seven lines, and the second at which each one is printed.

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // join! polls all three futures inside main's own task, and returns when the last one is done.
    let (a, b, c) = tokio::join!(download("a", 3), download("b", 2), download("c", 1));
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
