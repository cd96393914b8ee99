//! Who polls it, on smol.
//!
//! Run it: cargo run -p who-polls-it --example who-polls-it-smol

use std::pin::pin;
use std::sync::Arc;

use futures::{StreamExt, join, stream};
use in_order::{Finished, lesson, polls, say, secs};
use smol::lock::Mutex;
use smol::{LocalExecutor, Timer, future};

fn main() -> Finished {
    let lesson = lesson!();

    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        // Each download is a task. The executor polls it, whatever main does.
        let mut pages = stream::iter([("a", 1), ("b", 2)])
            .map(|(name, seconds)| executor.spawn(download(name, seconds)))
            .buffered(2);
        while let Some(page) = pages.next().await {
            say!("main: got {page}");
            Timer::after(secs(2)).await; // works with the page
        }

        // A backup has the lock for three seconds.
        let log = Arc::new(Mutex::new(()));
        let guard = log.lock_arc().await;
        let backup = executor.spawn(async move {
            Timer::after(secs(3)).await;
            say!("backup: unlocks the log");
            drop(guard);
        });
        let mut audit = pin!(polls("audit", write("audit", &log)));
        let audit_is_done = async {
            audit.as_mut().await;
            true
        };
        let timer = async {
            Timer::after(secs(1)).await;
            false
        };
        if !future::or(audit_is_done, timer).await {
            // `or` no longer polls audit, which still waits for the lock. join! polls both.
            join!(audit, write("main", &log));
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

/// Pretends to write a line to the log.
async fn write(name: &str, log: &Mutex<()>) {
    say!("{name}: wants the log");
    let _guard = log.lock().await;
    say!("{name}: has the log");
}
