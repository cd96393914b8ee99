//! "The first result belongs to the first download."
//!
//! It belongs to the download that is done first. The result must contain the name: a list of names beside
//! the loop names the wrong download.
//!
//! Breaks: unexpected: "got a, which took 1 s"

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use in_order::{Finished, lesson, say, secs};
use tokio::task::JoinSet;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let names = ["a", "b", "c"];
    let mut downloads: FuturesUnordered<_> =
        [download("a", 3), download("b", 2), download("c", 1)].into_iter().collect();
    for name in names {
        let Some((_, seconds)) = downloads.next().await else { break };
        say!("got {name}, which took {seconds} s");
    }
    say!("no future is left");

    let mut tasks = JoinSet::new();
    tasks.spawn(download("d", 2));
    tasks.spawn(download("e", 1));
    while let Some(result) = tasks.join_next().await {
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
