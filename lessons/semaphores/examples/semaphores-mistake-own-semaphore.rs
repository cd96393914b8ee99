//! "A semaphore of three inside the download lets three downloads run."
//!
//! Each call makes its own semaphore, and takes one of its three permits. Only a semaphore that all
//! downloads share can limit them.
//!
//! Breaks: the after of "{name}: started"

use futures::future::join_all;
use in_order::{Finished, lesson, say, secs};
use tokio::sync::Semaphore;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    join_all(('a'..='j').map(download)).await;
    say!("all ten are done");

    lesson.finish()
}

/// Pretends to download something for one second.
async fn download(name: char) {
    let semaphore = Semaphore::new(3);
    let _permit = semaphore.acquire().await.expect("the semaphore is never closed");
    say!("{name}: started");
    sleep(secs(1)).await;
    say!("{name}: done");
}
