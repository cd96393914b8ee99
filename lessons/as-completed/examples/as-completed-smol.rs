//! As completed, on smol.
//!
//! Run it: cargo run -p as-completed --example as-completed-smol

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use in_order::{Finished, lesson, say, secs};
use smol::{LocalExecutor, Timer};

fn main() -> Finished {
    let lesson = lesson!();

    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        // Futures in this task. They run only while it awaits `next`.
        let mut downloads: FuturesUnordered<_> =
            [download("a", 3), download("b", 2), download("c", 1)].into_iter().collect();
        while let Some((name, seconds)) = downloads.next().await {
            say!("got {name}, which took {seconds} s");
        }
        say!("no future is left");

        // smol has no JoinSet, but a handle is a future, so a set of handles does the same. The tasks
        // keep running while main stores the result of one of them.
        let mut tasks: FuturesUnordered<_> =
            [executor.spawn(download("d", 2)), executor.spawn(download("e", 1))]
                .into_iter()
                .collect();
        while let Some((name, _)) = tasks.next().await {
            say!("storing {name}");
            Timer::after(secs(2)).await;
            say!("stored {name}");
        }
        say!("no task is left");
    }));

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> (&str, u32) {
    say!("{name}: started");
    Timer::after(secs(seconds)).await;
    say!("{name}: done");
    (name, seconds)
}
