//! "The loop gets each result when it is there, for the downloads run at once."
//!
//! They do run at once, and `join_all` waits for the slowest of them. Then it hands out all results
//! together, in the order of the list: the slowest first here, and c is two seconds old.
//!
//! Breaks: the lane of "got a, which took 3 s"

use futures::future::join_all;
use in_order::{Finished, lesson, say, secs};
use tokio::task::JoinSet;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let downloads = [download("a", 3), download("b", 2), download("c", 1)];
    for (name, seconds) in join_all(downloads).await {
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

/// Stands for a download that takes so many seconds.
async fn download(name: &str, seconds: u32) -> (&str, u32) {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    (name, seconds)
}
