//! Three downloads at once: how long do they take together?
//!
//! Run it:      cargo run -p gather
//! Predict it:  the order of the seven lines, and the second on which each comes.

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // One task, three futures: join! polls each in turn and waits until all are done.
    let (a, b, c) = tokio::join!(download("a", 3), download("b", 2), download("c", 1));
    say!("got {a}, {b}, {c}");

    lesson.finish()
}

/// Stands for a download that takes so many seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}
