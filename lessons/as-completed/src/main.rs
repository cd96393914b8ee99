//! Three downloads at once, each used as soon as it is there: in which order, and when?
//!
//! Run it:      cargo run -p as-completed
//! Predict it:  the order of the nineteen lines, and the second at which each one is printed.

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use in_order::{Finished, lesson, say, secs};
use tokio::task::JoinSet;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    // Futures in main's task. They run only while main awaits `next`.
    let mut downloads: FuturesUnordered<_> =
        [download("a", 3), download("b", 2), download("c", 1)].into_iter().collect();
    while let Some((name, seconds)) = downloads.next().await {
        say!("got {name}, which took {seconds} s");
    }
    say!("no future is left");

    // Tasks. They keep running while main stores the result of one of them.
    let mut tasks = JoinSet::new();
    tasks.spawn(download("d", 2));
    tasks.spawn(download("e", 1));
    while let Some(result) = tasks.join_next().await {
        let (name, _) = result?; // the error of a task that panicked
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
