//! Streams, on smol.
//!
//! Run it: cargo run -p streams --example streams-smol

use std::pin::pin;

use futures::{Stream, StreamExt, stream};
use in_order::{Finished, lesson, say, secs};
use smol::Timer;

fn main() -> Finished {
    let lesson = lesson!();

    smol::block_on(async {
        // `next` runs the generator up to its next value, and no further.
        let mut values = pin!(one_a_second());
        while let Some(value) = values.next().await {
            say!("used {value}");
        }
        say!("no more values");

        // A stream of futures. `buffered` polls up to two of them at once, and gives their results in
        // the order of the stream.
        let downloads = [("a", 3), ("b", 1), ("c", 1)];
        let mut pages =
            stream::iter(downloads).map(|(name, time)| download(name, time)).buffered(2);
        while let Some(page) = pages.next().await {
            say!("got {page}");
        }
        say!("no more pages");
    });

    lesson.finish()
}

/// An async generator: it waits a second for each of three values.
fn one_a_second() -> impl Stream<Item = u32> {
    // The state is the value to come. None ends the stream.
    stream::unfold(1, |value| async move {
        if value > 3 {
            return None;
        }
        Timer::after(secs(1)).await;
        say!("made {value}");
        Some((value, value + 1))
    })
}

/// Stands for a download that takes so many seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    Timer::after(secs(seconds)).await;
    say!("{name}: done");
    name
}
