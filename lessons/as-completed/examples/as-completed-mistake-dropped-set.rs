//! "I need only the first result. Tasks keep running when I drop their `JoinSet`."
//!
//! A `JoinSet` aborts its tasks when it is dropped, so d is never done. A task without a `JoinHandle`
//! keeps running, but no task outlives its `JoinSet`.
//!
//! Breaks: the second of "no task is left"

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use in_order::{Finished, lesson, say, secs};
use tokio::task::JoinSet;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let mut downloads: FuturesUnordered<_> =
        [download("a", 3), download("b", 2), download("c", 1)].into_iter().collect();
    while let Some((name, seconds)) = downloads.next().await {
        say!("got {name}, which took {seconds} s");
    }
    say!("no future is left");

    let mut tasks = JoinSet::new();
    tasks.spawn(download("d", 2));
    tasks.spawn(download("e", 1));
    if let Some(result) = tasks.join_next().await {
        drop(tasks);
        let (name, _) = result?;
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
