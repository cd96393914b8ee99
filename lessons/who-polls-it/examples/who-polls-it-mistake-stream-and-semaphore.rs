//! "Main and d wait for the same connection. d is first, and main is next."
//!
//! When c ends, the semaphore gives its permit to d, and wakes d. But d is polled only inside `next`, and main
//! isn't there: main waits for the permit that d has. Nothing ever continues.
//!
//! Breaks: never comes: "d: started"

use std::pin::pin;
use std::sync::Arc;

use futures::{StreamExt, stream};
use in_order::{Finished, lesson, polls, say, secs};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::sleep;
use tokio::{join, select, task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    // Each download is a task. The runtime polls it, whatever main does.
    let mut pages = stream::iter([("a", 1), ("b", 2)])
        .map(|(name, seconds)| task::spawn(polls(name, download(name, seconds))))
        .buffered(2);
    while let Some(page) = pages.next().await {
        say!("main: got {}", page?);
        sleep(secs(2)).await; // works with the page
    }

    // The same with one connection, which the downloads and main share.
    let connection = Arc::new(Semaphore::new(1));
    let pages = stream::iter([("c", 0), ("d", 1)])
        .map(|(name, pause)| polls(name, limited(name, pause, Arc::clone(&connection))))
        .buffered(2);
    let mut pages = pin!(pages);
    while let Some(page) = pages.next().await {
        say!("main: got {page}");
        sleep(secs(1)).await; // works with the page
        say!("main: wants the connection");
        let _permit = connection.acquire().await?;
        say!("main: has the connection");
    }

    // A backup has the lock for three seconds.
    let log = Arc::new(Mutex::new(()));
    let guard = Arc::clone(&log).lock_owned().await;
    task::spawn(async move {
        sleep(secs(3)).await;
        say!("backup: unlocks the log");
        drop(guard);
    });
    let mut e = pin!(polls("e", write("e", &log)));
    select! {
        () = &mut e => {}
        () = sleep(secs(1)) => {
            // e has not written yet, and main wants to write as well. join! polls both.
            join!(e, write("main", &log));
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

/// The same, with the only connection, which it asks for after a pause.
async fn limited(name: &'static str, pause: u32, connection: Arc<Semaphore>) -> &'static str {
    sleep(secs(pause)).await;
    say!("{name}: wants the connection");
    let _permit = connection.acquire().await.expect("the semaphore is never closed");
    download(name, 2).await
}

/// Pretends to write a line to the log.
async fn write(name: &str, log: &Mutex<()>) {
    say!("{name}: wants the log");
    let _guard = log.lock().await;
    say!("{name}: has the log");
}
