//! "`buffered(2)` downloads two pages at a time, also while I work with one of them."
//!
//! The stream polls its downloads only inside `next`. Main works with a for two seconds, and the timer of b is over
//! meanwhile, but nobody polls b until main asks for the next page.
//!
//! Breaks: the second of "b: done"

use std::pin::pin;
use std::sync::Arc;

use futures::{StreamExt, stream};
use in_order::{Finished, lesson, polls, say, secs};
use tokio::sync::Mutex;
use tokio::time::sleep;
use tokio::{join, select, task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    // Each download is a task. The runtime polls it, whatever main does.
    let pages = stream::iter([("a", 1), ("b", 2)])
        .map(|(name, seconds)| download(name, seconds))
        .buffered(2);
    let mut pages = pin!(pages);
    while let Some(page) = pages.next().await {
        say!("main: got {page}");
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
            // audit has not written yet, and main wants to write as well. join! polls both.
            join!(audit, write("main", &log));
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
