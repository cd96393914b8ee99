//! Ten downloads, at most three at a time: who waits for whom, and how long does it take?
//!
//! Run it:      cargo run -p semaphores
//! Predict it:  the second on which each of the 21 lines comes.

use futures::future::join_all;
use in_order::{Finished, lesson, say, secs};
use tokio::sync::Semaphore;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // join_all starts all ten; seven of them wait for a permit.
    let semaphore = Semaphore::new(3);
    join_all(('a'..='j').map(|name| download(name, &semaphore))).await;
    say!("all ten are done");

    lesson.finish()
}

/// Pretends to download something for one second.
async fn download(name: char, semaphore: &Semaphore) {
    // Waits until a permit is free. The error would mean that the semaphore was closed.
    let _permit = semaphore.acquire().await.expect("the semaphore is never closed");
    say!("{name}: started");
    sleep(secs(1)).await;
    say!("{name}: done");
    // The permit is dropped here. The download that has waited longest gets it.
}
