//! Who polls it, on async-std, which is discontinued. The program helps you read old code.
//!
//! Run it: cargo run -p who-polls-it --example who-polls-it-async-std

use std::pin::pin;
use std::sync::Arc;

use async_lock::{Mutex, Semaphore};
use async_std::future;
use async_std::task;
use futures::{StreamExt, join, stream};
use in_order::{Finished, lesson, polls, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // Each download is a task. The runtime polls it, whatever main does.
        let mut pages = stream::iter([("a", 1), ("b", 2)])
            .map(|(name, seconds)| task::spawn_local(polls(name, download(name, seconds))))
            .buffered(2);
        while let Some(page) = pages.next().await {
            say!("main: got {page}");
            task::sleep(secs(2)).await; // works with the page
        }

        // The same with one connection, which the downloads and main share.
        let connection = Arc::new(Semaphore::new(1));
        let mut pages = stream::iter([("c", 0), ("d", 1)])
            .map(|(name, pause)| {
                task::spawn_local(polls(name, limited(name, pause, Arc::clone(&connection))))
            })
            .buffered(2);
        while let Some(page) = pages.next().await {
            say!("main: got {page}");
            task::sleep(secs(1)).await; // works with the page
            say!("main: wants the connection");
            let _permit = connection.acquire().await;
            say!("main: has the connection");
        }

        // A backup has the lock for three seconds.
        let log = Arc::new(Mutex::new(()));
        let guard = log.lock_arc().await;
        let backup = task::spawn_local(async move {
            task::sleep(secs(3)).await;
            say!("backup: unlocks the log");
            drop(guard);
        });
        let mut e = pin!(polls("e", write("e", &log)));
        if future::timeout(secs(1), e.as_mut()).await.is_err() {
            // The timeout no longer polls e, and e still waits for the lock. join! polls it.
            join!(e, write("main", &log));
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

/// The same, with the only connection, which it asks for after a pause.
async fn limited(name: &'static str, pause: u32, connection: Arc<Semaphore>) -> &'static str {
    task::sleep(secs(pause)).await;
    say!("{name}: wants the connection");
    let _permit = connection.acquire().await;
    download(name, 2).await
}

/// Pretends to write a line to the log.
async fn write(name: &str, log: &Mutex<()>) {
    say!("{name}: wants the log");
    let _guard = log.lock().await;
    say!("{name}: has the log");
}
