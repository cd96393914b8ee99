//! "The limit is for requests. The permit isn't needed once the server has answered."
//!
//! Reading the answer takes the time. All ten read it at once, and the server has ten downloads to
//! serve.
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

/// Pretends to download something for one second.
async fn download(name: char, semaphore: &Semaphore) {
    request(name, semaphore).await;
    sleep(secs(1)).await;
    say!("{name}: done");
}

async fn request(name: char, semaphore: &Semaphore) {
    let _permit = semaphore.acquire().await.expect("the semaphore is never closed");
    say!("{name}: started");
}
