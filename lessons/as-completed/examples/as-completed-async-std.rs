//! As completed, on async-std, which is discontinued. Here to help you read old code.
//!
//! Run it: cargo run -p as-completed --example as-completed-async-std

use async_std::task;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // Futures in this task. They run only while it awaits `next`.
        let mut downloads: FuturesUnordered<_> =
            [download("a", 3), download("b", 2), download("c", 1)].into_iter().collect();
        while let Some((name, seconds)) = downloads.next().await {
            say!("got {name}, which took {seconds} s");
        }
        say!("no future is left");

        // async-std has no JoinSet, but a handle is a future, so a set of handles does the same. The
        // tasks keep running while main stores the result of one of them.
        let mut tasks: FuturesUnordered<_> =
            [task::spawn_local(download("d", 2)), task::spawn_local(download("e", 1))]
                .into_iter()
                .collect();
        while let Some((name, _)) = tasks.next().await {
            say!("storing {name}");
            task::sleep(secs(2)).await;
            say!("stored {name}");
        }
        say!("no task is left");
    });

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> (&str, u32) {
    say!("{name}: started");
    task::sleep(secs(seconds)).await;
    say!("{name}: done");
    (name, seconds)
}
