//! "Aborting a task aborts the task that it is waiting for."
//!
//! The backup is dropped at its await, with the handle that it was awaiting. Dropping a handle detaches its
//! task, so the upload runs on, and nobody can stop it any more.
//!
//! Breaks: never comes: "videos: part file removed"

use in_order::{Finished, lesson, say, secs};
use tokio::select;
use tokio::task::{self, JoinHandle};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

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

    let backup = task::spawn(async { task::spawn(upload("videos")).await });
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
    let _part = PartFile(name);
    say!("{name}: started");
    sleep(secs(5)).await;
    say!("{name}: uploaded");
}

/// A guard: `drop` runs when the upload ends, whether it returns or is dropped.
struct PartFile(&'static str);

impl Drop for PartFile {
    fn drop(&mut self) {
        say!("{}: part file removed", self.0);
    }
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
