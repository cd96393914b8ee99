//! "On a runtime with three threads, `join!` runs three downloads on three threads."
//!
//! The three futures are parts of one task, and a task runs on one thread at a time. While `a` blocks
//! that thread, `join!` can't poll `b`.
//!
//! Breaks: the second of "b: started"

use std::thread;

use in_order::{Finished, lesson, say, secs};

#[tokio::main(worker_threads = 3)]
async fn main() -> Finished {
    let lesson = lesson!();

    let (a, b, c) = tokio::join!(download("a", 3), download("b", 2), download("c", 1));
    say!("got {a}, {b}, {c}");

    lesson.finish()
}

/// Blocks its thread for the given number of seconds.
#[expect(clippy::unused_async, reason = "join! takes futures, and this one never waits")]
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    thread::sleep(secs(seconds));
    say!("{name}: done");
    name
}
