//! "The timer won, so main can take the log itself."
//!
//! `select!` dropped a reference to audit, and not audit. When the backup unlocks the log, the mutex gives the lock to
//! audit, which has waited longest. Main waits for the lock after audit, and nobody polls audit.
//!
//! Breaks: never comes: "audit: has the log"

use std::pin::pin;
use std::sync::Arc;

use futures::{StreamExt, stream};
use in_order::{Finished, lesson, polls, say, secs};
use tokio::sync::Mutex;
use tokio::time::sleep;
use tokio::{select, task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    // Each download is a task. The runtime polls it, whatever main does.
    let mut pages = stream::iter([("a", 1), ("b", 2)])
        .map(|(name, seconds)| task::spawn(download(name, seconds)))
        .buffered(2);
    while let Some(page) = pages.next().await {
        say!("main: got {}", page?);
        sleep(secs(2)).await; // works with the page
    }

    // A backup has the lock for three seconds.
    let log = Arc::new(Mutex::new(()));
    let guard = Arc::clone(&log).lock_owned().await;
    task::spawn(async move {
        sleep(secs(3)).await;
        say!("backup: unlocks the log");
        drop(guard);
    });
    let mut audit = pin!(polls("audit", write("audit", &log)));
    select! {
        () = &mut audit => {}
        () = sleep(secs(1)) => {
            write("main", &log).await;
            audit.await;
        }
    }

    lesson.finish()
}

/// Pretends to download a page.
async fn download(name: &'static str, seconds: u32) -> &'static str {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}

/// Pretends to write a line to the log.
async fn write(name: &str, log: &Mutex<()>) {
    say!("{name}: wants the log");
    let _guard = log.lock().await;
    say!("{name}: has the log");
}
