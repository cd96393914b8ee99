//! Who polls it, on async-std, which is discontinued. The program helps you read old code.
//!
//! Run it: cargo run -p who-polls-it --example who-polls-it-async-std

use std::pin::pin;
use std::sync::Arc;

use async_lock::Mutex;
use async_std::future;
use async_std::task;
use futures::{StreamExt, join, stream};
use in_order::{Finished, lesson, polls, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // Each download is a task. The runtime polls it, whatever main does.
        let mut pages = stream::iter([("a", 1), ("b", 2)])
            .map(|(name, seconds)| task::spawn_local(download(name, seconds)))
            .buffered(2);
        while let Some(page) = pages.next().await {
            say!("main: got {page}");
            task::sleep(secs(2)).await; // works with the page
        }

        // A backup has the lock for three seconds.
        let log = Arc::new(Mutex::new(()));
        let guard = log.lock_arc().await;
        let backup = task::spawn_local(async move {
            task::sleep(secs(3)).await;
            say!("backup: unlocks the log");
            drop(guard);
        });
        let mut audit = pin!(polls("audit", write("audit", &log)));
        if future::timeout(secs(1), audit.as_mut()).await.is_err() {
            // The timeout no longer polls audit, which still waits for the lock. join! polls both.
            join!(audit, write("main", &log));
        }
        backup.await;
    });

    lesson.finish()
}

/// Pretends to download a page.
async fn download(name: &'static str, seconds: u32) -> &'static str {
    say!("{name}: started");
    task::sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}

/// Pretends to write a line to the log.
async fn write(name: &str, log: &Mutex<()>) {
    say!("{name}: wants the log");
    let _guard = log.lock().await;
    say!("{name}: has the log");
}
