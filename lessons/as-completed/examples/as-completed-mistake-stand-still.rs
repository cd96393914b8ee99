//! "What is in a `FuturesUnordered` runs on while I am busy with one of its results."
//!
//! It runs while `next` is awaited. These futures are no tasks: nobody polls them while main sleeps,
//! so d finds out only afterwards that its time was over long ago.
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

    let mut tasks: FuturesUnordered<_> = [download("d", 2), download("e", 1)].into_iter().collect();
    while let Some((name, _)) = tasks.next().await {
        say!("storing {name}");
        sleep(secs(2)).await;
        say!("stored {name}");
    }
    say!("no task is left");

    lesson.finish()
}

/// Stands for a download that takes so many seconds.
async fn download(name: &str, seconds: u32) -> (&str, u32) {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    (name, seconds)
}
