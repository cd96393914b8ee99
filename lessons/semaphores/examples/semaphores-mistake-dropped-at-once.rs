//! "I don't use the permit, so it needs no name."
//!
//! `_` is not a variable: `let _ =` drops the permit immediately, so all ten downloads start. `_permit`
//! is a variable, and keeps it to the end of the function.
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
    let _ = semaphore.acquire().await.expect("the semaphore is never closed");
    say!("{name}: started");
    sleep(secs(1)).await;
    say!("{name}: done");
}
