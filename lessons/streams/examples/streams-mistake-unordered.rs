//! "Both run two at a time, so `buffer_unordered` returns the pages in my order, too."
//!
//! `buffer_unordered` returns the page that is done first, and starts another download right away. It is
//! faster here. Use it where the order doesn't matter.
//!
//! Breaks: the lane of "got b"

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
    let mut pages =
        stream::iter(downloads).map(|(name, seconds)| download(name, seconds)).buffer_unordered(2);
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
