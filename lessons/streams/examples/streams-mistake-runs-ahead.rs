//! "The generator makes the next value while I am busy with this one."
//!
//! The generator only runs while main awaits `next`, so its second begins after the work on the value
//! before. A task that sends its values through a channel can run ahead: see the lesson `queues`.
//!
//! Breaks: the second of "made 2"

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
        sleep(secs(1)).await; // a second of work on each value
    }
    say!("no more values");

    let downloads = [("a", 3), ("b", 1), ("c", 1)];
    let mut pages =
        stream::iter(downloads).map(|(name, seconds)| download(name, seconds)).buffered(2);
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
