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
        // `next` runs the generator up to its next value, and then stops it.
        let mut values = pin!(one_a_second());
        while let Some(value) = values.next().await {
            say!("used {value}");
        }
        say!("no more values");

        // `map` makes a stream of futures. `buffered` polls up to two of them concurrently, and
        // returns their results in the order of the stream.
        let downloads = [("a", 3), ("b", 1), ("c", 1)];
        let mut pages =
            stream::iter(downloads).map(|(name, seconds)| download(name, seconds)).buffered(2);
        while let Some(page) = pages.next().await {
            say!("got {page}");
        }
        say!("no more pages");
    });

    lesson.finish()
}

/// An async generator: it waits a second for each of three values.
fn one_a_second() -> impl Stream<Item = u32> {
    // The state is the next value. None ends the stream.
    stream::unfold(1, |value| async move {
        if value > 3 {
            return None;
        }
        Timer::after(secs(1)).await;
        say!("made {value}");
        Some((value, value + 1))
    })
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    Timer::after(secs(seconds)).await;
    say!("{name}: done");
    name
}
