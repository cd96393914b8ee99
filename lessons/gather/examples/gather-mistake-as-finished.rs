//! "A `JoinSet` is `gather` for a list: spawn the downloads, and collect the results in order."
//!
//! A `JoinSet` returns results in the order in which its tasks finish, and that order changes with the
//! network. `join!`, and `join_all` for a list, return them in the order of their arguments.
//!
//! Breaks: unexpected: "got c, b, a"

use in_order::{Finished, lesson, say, secs};
use tokio::task::JoinSet;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let mut downloads = JoinSet::new();
    for (name, seconds) in [("a", 3), ("b", 2), ("c", 1)] {
        downloads.spawn(download(name, seconds));
    }
    say!("got {}", downloads.join_all().await.join(", "));

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}
