//! "The generator makes the next value while I am busy with this one."
//!
//! It rests between two calls of `next`: its second begins when it is asked, and not before. To have
//! it run ahead, put it into a task with a channel, see the lesson `queues`.
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
        sleep(secs(1)).await; // a second of work, which should cost nothing: the values take longer
    }
    say!("no more values");

    let downloads = [("a", 3), ("b", 1), ("c", 1)];
    let mut pages = stream::iter(downloads).map(|(name, time)| download(name, time)).buffered(2);
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
