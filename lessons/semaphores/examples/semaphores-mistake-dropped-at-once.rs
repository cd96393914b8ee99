//! "I do not need the permit itself, so I do not give it a name."
//!
//! A value bound to `_` is bound to nothing and is dropped at once, permit and all. `_permit` is a
//! name, and keeps it.
//!
//! Breaks: the after of "{name}: started"

use futures::future::join_all;
use in_order::{Finished, lesson, say, secs};
use tokio::sync::Semaphore;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let semaphore = Semaphore::new(3);
    join_all(('a'..='j').map(|name| download(name, &semaphore))).await;
    say!("all ten are done");

    lesson.finish()
}

/// Stands for a download that takes a second.
async fn download(name: char, semaphore: &Semaphore) {
    let _ = semaphore.acquire().await.expect("nobody closes this semaphore");
    say!("{name}: started");
    sleep(secs(1)).await;
    say!("{name}: done");
}
