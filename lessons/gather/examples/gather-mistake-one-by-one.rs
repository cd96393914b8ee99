//! "An async call starts the download; `.await` only picks up the result."
//!
//! It does not: a future does nothing before it is polled, and these are polled one after another.
//!
//! Breaks: the second of "b: started"

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let (a, b, c) = (download("a", 3).await, download("b", 2).await, download("c", 1).await);
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
