//! Gather, on async-std, which is discontinued. The program helps you read old code.
//!
//! Run it: cargo run -p gather --example gather-async-std

use async_std::task;
use futures::join;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        let (a, b, c) = join!(download("a", 3), download("b", 2), download("c", 1));
        say!("got {a}, {b}, {c}");
    });

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    task::sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}
