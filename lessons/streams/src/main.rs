//! One value arrives per second: when is each used, and how do downloads, two at a time, keep their order?
//!
//! Run it:      cargo run -p streams
//! Predict it:  the order of the seventeen lines, and the second on which each comes.

use std::pin::pin;

use futures::{Stream, StreamExt, stream};
use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // `next` runs the generator up to its next value, and then stops it.
    let mut values = pin!(one_a_second());
    while let Some(value) = values.next().await {
        say!("used {value}");
    }
    say!("no more values");

    // `map` makes a stream of futures. `buffered` polls up to two of them concurrently, and returns
    // their results in the order of the stream.
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
