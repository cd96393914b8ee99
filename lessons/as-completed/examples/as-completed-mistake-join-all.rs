//! "The downloads run concurrently, so the loop gets each result as soon as it is there."
//!
//! They do run concurrently, but `join_all` waits for the slowest. Then it returns all results together, in
//! the order of the list. Here a comes first, and the result of c is two seconds old.
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

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> (&str, u32) {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    (name, seconds)
}
