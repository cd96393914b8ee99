//! "A semaphore of three inside the download lets three downloads run."
//!
//! Each call makes a semaphore of its own, with three permits of which it takes one. That is no cap:
//! what limits many has to be shared by them.
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

/// Stands for a download that takes a second.
async fn download(name: char) {
    let semaphore = Semaphore::new(3);
    let _permit = semaphore.acquire().await.expect("nobody closes this semaphore");
    say!("{name}: started");
    sleep(secs(1)).await;
    say!("{name}: done");
}
