//! "The downloads and I share one connection. Each of us gives it back, so each of us gets it."
//!
//! At second 1, the semaphore gives the permit of a to b. But b is a future in the stream, which main polls only inside
//! `next`. Main waits for the permit in `acquire`, and so it never polls b.
//!
//! Breaks: never comes: "b: done"

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

    // One connection, for the downloads and for main. a gives it back at second 1, and it goes to b.
    let connection = Semaphore::new(1);
    let pages =
        stream::iter(["a", "b"]).map(|name| polls(name, download(name, &connection))).buffered(2);
    let mut pages = pin!(pages);
    while let Some(page) = pages.next().await {
        say!("main: got {page}");
        sleep(secs(2)).await; // works with the page
        let _permit = connection.acquire().await?; // and sends the result
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

/// Pretends to download a page over the connection.
async fn download(name: &'static str, connection: &Semaphore) -> &'static str {
    say!("{name}: started");
    let _permit = connection.acquire().await.expect("the semaphore is never closed");
    sleep(secs(1)).await;
    say!("{name}: done");
    name
}

/// Pretends to write a line to the log.
async fn write(name: &str, log: &Mutex<()>) {
    say!("{name}: wants the log");
    let _guard = log.lock().await;
    say!("{name}: has the log");
}
