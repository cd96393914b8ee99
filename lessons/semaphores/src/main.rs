//! Ten downloads, three at a time: who waits for whom, and how long do they take together?
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

    // All ten are under way at once, and seven of them wait for a permit.
    let semaphore = Semaphore::new(3);
    join_all(('a'..='j').map(|name| download(name, &semaphore))).await;
    say!("all ten are done");

    lesson.finish()
}

/// Stands for a download that takes a second.
async fn download(name: char, semaphore: &Semaphore) {
    // Waits while no permit is left. An error would say that the semaphore has been closed.
    let _permit = semaphore.acquire().await.expect("nobody closes this semaphore");
    say!("{name}: started");
    sleep(secs(1)).await;
    say!("{name}: done");
    // The permit is given back here, where it goes out of scope, and whoever waits longest has it.
}
