//! Semaphores, on smol.
//!
//! Run it: cargo run -p semaphores --example semaphores-smol

use futures::future::join_all;
use in_order::{Finished, lesson, say, secs};
use smol::Timer;
use smol::lock::Semaphore;

fn main() -> Finished {
    let lesson = lesson!();

    smol::block_on(async {
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
    Timer::after(secs(1)).await;
    say!("{name}: done");
    // The permit is dropped here. This semaphore doesn't promise which download gets it next.
}
