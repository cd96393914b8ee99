//! "The futures in a `FuturesUnordered` keep running while I store one result."
//!
//! They run only while main awaits `next`. They aren't tasks, so nothing polls d while main stores e. Its
//! timer fires at second 5, and d prints its line at second 6.
//!
//! Breaks: the second of "d: done"

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let mut downloads: FuturesUnordered<_> =
        [download("a", 3), download("b", 2), download("c", 1)].into_iter().collect();
    while let Some((name, seconds)) = downloads.next().await {
        say!("got {name}, which took {seconds} s");
    }
    say!("no future is left");

    let mut set: FuturesUnordered<_> = [download("d", 2), download("e", 1)].into_iter().collect();
    while let Some((name, _)) = set.next().await {
        say!("storing {name}");
        sleep(secs(2)).await;
        say!("stored {name}");
    }
    say!("no task is left");

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> (&str, u32) {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    (name, seconds)
}
