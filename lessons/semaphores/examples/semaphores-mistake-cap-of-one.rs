//! "Downloads that must not run without a limit need a lock."
//!
//! A lock is a limit of one: the downloads run one after another, and take ten seconds.
//!
//! Breaks: the second of "{name}: started"

use futures::future::join_all;
use in_order::{Finished, lesson, say, secs};
use tokio::sync::Mutex;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let lock = Mutex::new(());
    join_all(('a'..='j').map(|name| download(name, &lock))).await;
    say!("all ten are done");

    lesson.finish()
}

/// Pretends to download something for one second.
async fn download(name: char, lock: &Mutex<()>) {
    let _guard = lock.lock().await;
    say!("{name}: started");
    sleep(secs(1)).await;
    say!("{name}: done");
}
