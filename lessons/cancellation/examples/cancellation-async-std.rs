//! Cancellation, on async-std, which is discontinued. The program helps you read old code.
//!
//! Run it: cargo run -p cancellation --example cancellation-async-std

use async_std::channel::{self, Receiver};
use async_std::prelude::*;
use async_std::task::{self, JoinHandle};
use futures::FutureExt as _;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        let music = task::spawn_local(upload("music"));
        task::sleep(secs(1)).await;
        cancel("music", music).await;

        // A task that waits for another task, its child.
        let backup = task::spawn_local(async { task::spawn_local(upload("photos")).await });
        task::sleep(secs(1)).await;
        cancel("the backup of photos", backup).await;
        task::sleep(secs(5)).await;

        // The same, with a guard that cancels its task when it is dropped.
        let backup = task::spawn_local(async {
            let mut upload = CancelOnDrop(Some(task::spawn_local(upload("videos"))));
            if let Some(handle) = &mut upload.0 {
                handle.await;
            }
        });
        task::sleep(secs(1)).await;
        cancel("the backup of videos", backup).await;

        // In place of a token: a channel that carries nothing, and is closed.
        let (stop, stopped) = channel::bounded::<()>(1);
        let journal = task::spawn_local(journal(stopped));
        task::sleep(secs(1)).await;
        say!("main: asks journal to stop");
        stop.close();
        journal.await;
        say!("main: journal has stopped");
    });

    lesson.finish()
}

async fn cancel<T>(name: &str, task: JoinHandle<T>) {
    say!("main: aborts {name}");
    // Cancels the task, and waits until it has been dropped.
    if task.cancel().await.is_none() {
        say!("main: {name} was cancelled");
    }
}

/// async-std has no handle that cancels its task when it is dropped.
struct CancelOnDrop(Option<JoinHandle<()>>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        // The first poll of `cancel` cancels. Further polls would wait until the task is dropped.
        if let Some(handle) = self.0.take() {
            let _ = handle.cancel().now_or_never();
        }
    }
}

/// Pretends to upload something for five seconds.
async fn upload(name: &'static str) {
    let _part = PartFile(name);
    say!("{name}: started");
    task::sleep(secs(5)).await;
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
async fn journal(stopped: Receiver<()>) {
    loop {
        let entry = async {
            task::sleep(secs(3600)).await;
            true
        };
        let stop = async { stopped.recv().await.is_ok() };
        if !stop.race(entry).await {
            break;
        }
        say!("journal: wrote an entry");
    }
    say!("journal: stopping");
    // The task chose this place, so it can still await. A drop can't.
    task::sleep(secs(1)).await;
    say!("journal: saved");
}
