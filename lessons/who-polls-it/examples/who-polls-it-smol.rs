//! Who polls it, on smol.
//!
//! Run it: cargo run -p who-polls-it --example who-polls-it-smol

use std::pin::pin;
use std::sync::Arc;

use futures::{StreamExt, join, stream};
use in_order::{Finished, lesson, polls, say, secs};
use smol::lock::{Mutex, Semaphore};
use smol::{LocalExecutor, Timer, future};

fn main() -> Finished {
    let lesson = lesson!();

    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        // Each download is a task. The executor polls it, whatever main does.
        let mut pages = stream::iter([("a", 1), ("b", 2)])
            .map(|(name, seconds)| executor.spawn(polls(name, download(name, seconds))))
            .buffered(2);
        while let Some(page) = pages.next().await {
            say!("main: got {page}");
            Timer::after(secs(2)).await; // works with the page
        }

        // The same with one connection, which the downloads and main share.
        let connection = Arc::new(Semaphore::new(1));
        let mut pages = stream::iter([("c", 0), ("d", 1)])
            .map(|(name, pause)| {
                executor.spawn(polls(name, limited(name, pause, Arc::clone(&connection))))
            })
            .buffered(2);
        while let Some(page) = pages.next().await {
            say!("main: got {page}");
            Timer::after(secs(1)).await; // works with the page
            say!("main: wants the connection");
            let _permit = connection.acquire().await;
            say!("main: has the connection");
        }

        // A backup has the lock for three seconds.
        let log = Arc::new(Mutex::new(()));
        let guard = log.lock_arc().await;
        let backup = executor.spawn(async move {
            Timer::after(secs(3)).await;
            say!("backup: unlocks the log");
            drop(guard);
        });
        let mut e = pin!(polls("e", write("e", &log)));
        let e_is_done = async {
            e.as_mut().await;
            true
        };
        let timer = async {
            Timer::after(secs(1)).await;
            false
        };
        if !future::or(e_is_done, timer).await {
            // `or` no longer polls e, and e still waits for the lock. join! polls it.
            join!(e, write("main", &log));
        }
        backup.await;
    }));

    lesson.finish()
}

/// Pretends to download a page.
async fn download(name: &'static str, seconds: u32) -> &'static str {
    say!("{name}: started");
    Timer::after(secs(seconds)).await;
    say!("{name}: done");
    name
}

/// The same, with the only connection, which it asks for after a pause.
async fn limited(name: &'static str, pause: u32, connection: Arc<Semaphore>) -> &'static str {
    Timer::after(secs(pause)).await;
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
