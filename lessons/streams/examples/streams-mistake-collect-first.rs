//! "A stream is a list that takes longer to arrive."
//!
//! The list is complete when the last value arrives, so main uses value 1 two seconds late. `collect`
//! never returns for a stream that has no end.
//!
//! Breaks: the second of "used 1"

use futures::{Stream, StreamExt, stream};
use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let values: Vec<u32> = one_a_second().collect().await;
    for value in values {
        say!("used {value}");
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
