//! "The upload removes its part file in its last line."
//!
//! An aborted task has no last line. The runtime drops it at its await, and only destructors run.
//!
//! Breaks: never comes: "music: part file removed"

use in_order::{Finished, lesson, say, secs};
use tokio::select;
use tokio::task::{self, JoinHandle};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let music = task::spawn(upload("music"));
    sleep(secs(1)).await;
    abort_and_wait("music", music).await;

    // A task that waits for another task, its child.
    let backup = task::spawn(async { task::spawn(upload("photos")).await });
    sleep(secs(1)).await;
    abort_and_wait("the backup of photos", backup).await;
    sleep(secs(5)).await;

    // The same, with a handle that aborts its task when it is dropped.
    let backup = task::spawn(async { AbortOnDropHandle::new(task::spawn(upload("videos"))).await });
    sleep(secs(1)).await;
    abort_and_wait("the backup of videos", backup).await;

    // Clones of a token share one state: cancel one, and all of them are cancelled.
    let stop = CancellationToken::new();
    let journal = task::spawn(journal(stop.clone()));
    sleep(secs(1)).await;
    say!("main: asks journal to stop");
    stop.cancel();
    journal.await?;
    say!("main: journal has stopped");

    lesson.finish()
}

async fn abort_and_wait<T>(name: &str, task: JoinHandle<T>) {
    say!("main: aborts {name}");
    // abort returns at once. The await returns when the task has ended, and says how.
    task.abort();
    match task.await {
        Err(error) if error.is_cancelled() => say!("main: {name} was cancelled"),
        Err(error) => say!("main: {name} failed: {error}"),
        Ok(_) => say!("main: {name} was done already"),
    }
}

/// Pretends to upload something for five seconds.
async fn upload(name: &'static str) {
    say!("{name}: started");
    sleep(secs(5)).await;
    say!("{name}: uploaded");
    say!("{name}: part file removed");
}

/// Writes an entry every hour, until it is asked to stop.
async fn journal(stop: CancellationToken) {
    loop {
        select! {
            () = sleep(secs(3600)) => say!("journal: wrote an entry"),
            () = stop.cancelled() => break,
        }
    }
    say!("journal: stopping");
    // The task chose this place, so it can still await. A drop can't.
    sleep(secs(1)).await;
    say!("journal: saved");
}
