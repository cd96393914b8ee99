//! "`then` takes an async function, so the downloads overlap."
//!
//! `then` awaits each download before it starts the next. `buffered` makes them overlap, and it needs a
//! stream of futures, which `map` makes.
//!
//! Breaks: the second of "b: started"

use std::pin::pin;

use futures::{Stream, StreamExt, stream};
use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let mut values = pin!(one_a_second());
    while let Some(value) = values.next().await {
        say!("used {value}");
    }
    say!("no more values");

    let downloads = [("a", 3), ("b", 1), ("c", 1)];
    let pages = stream::iter(downloads).then(|(name, seconds)| download(name, seconds));
    let mut pages = pin!(pages);
    while let Some(page) = pages.next().await {
        say!("got {page}");
    }
    say!("no more pages");

    lesson.finish()
}

/// An async generator: it waits a second for each of three values.
fn one_a_second() -> impl Stream<Item = u32> {
    // The state is the next value. None ends the stream.
    stream::unfold(1, |value| async move {
        if value > 3 {
            return None;
        }
        sleep(secs(1)).await;
        say!("made {value}");
        Some((value, value + 1))
    })
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}
