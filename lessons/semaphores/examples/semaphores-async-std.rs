//! Semaphores, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p semaphores --example semaphores-async-std

use async_lock::Semaphore;
use async_std::task;
use futures::future::join_all;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // async-std has no semaphore, but the crate that its locks come from has one.
        let semaphore = Semaphore::new(3);
        join_all(('a'..='j').map(|name| download(name, &semaphore))).await;
        say!("all ten are done");
    });

    lesson.finish()
}

/// Pretends to download something for one second.
async fn download(name: char, semaphore: &Semaphore) {
    // Waits until a permit is free. This semaphore can't be closed, so `acquire` can't fail.
    let _permit = semaphore.acquire().await;
    say!("{name}: started");
    task::sleep(secs(1)).await;
    say!("{name}: done");
    // The permit is dropped here. This semaphore doesn't promise which download gets it next.
}
