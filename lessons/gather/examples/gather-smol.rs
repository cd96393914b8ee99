//! Gather, on smol.
//!
//! Run it: cargo run -p gather --example gather-smol

use futures::join;
use in_order::{Finished, lesson, say, secs};
use smol::Timer;

fn main() -> Finished {
    let lesson = lesson!();

    // smol has no join!. The one in the futures crate works on every runtime.
    smol::block_on(async {
        let (a, b, c) = join!(download("a", 3), download("b", 2), download("c", 1));
        say!("got {a}, {b}, {c}");
    });

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    Timer::after(secs(seconds)).await;
    say!("{name}: done");
    name
}
