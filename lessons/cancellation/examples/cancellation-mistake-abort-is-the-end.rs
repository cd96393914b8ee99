//! "When `abort` returns, the task is gone."
//!
//! `abort` only marks the task. The runtime drops it when the runtime next has the thread, which is at the
//! next await of main. Until then the part file is there.
//!
//! Breaks: the after of "main: music was cancelled"

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
    abort("music", &music);

    // A task that waits for another task, its child.
    let backup = task::spawn(async { task::spawn(upload("photos")).await });
    sleep(secs(1)).await;
    abort("the backup of photos", &backup);
    sleep(secs(5)).await;

    // The same, with a handle that aborts its task when it is dropped.
    let backup = task::spawn(async { AbortOnDropHandle::new(task::spawn(upload("videos"))).await });
    sleep(secs(1)).await;
    abort("the backup of videos", &backup);

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

fn abort<T>(name: &str, task: &JoinHandle<T>) {
    say!("main: aborts {name}");
    task.abort();
    say!("main: {name} was cancelled");
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
