//! "Two at a time, and the pages come in the order in which I asked for them."
//!
//! `buffer_unordered` gives whichever is done first, and starts another at once. It is faster here, and
//! right where the order does not matter.
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
        stream::iter(downloads).map(|(name, time)| download(name, time)).buffer_unordered(2);
    while let Some(page) = pages.next().await {
        say!("got {page}");
    }
    say!("no more pages");

    lesson.finish()
}

/// An async generator: it waits a second for each of three values.
fn one_a_second() -> impl Stream<Item = u32> {
    // The state is the value to come. None ends the stream.
    stream::unfold(1, |value| async move {
        if value > 3 {
            return None;
        }
        sleep(secs(1)).await;
        say!("made {value}");
        Some((value, value + 1))
    })
}

/// Stands for a download that takes so many seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}
