//! Cancellation, on smol.
//!
//! Run it: cargo run -p cancellation --example cancellation-smol

use std::rc::Rc;

use in_order::{Finished, lesson, say, secs};
use smol::channel::{self, Receiver};
use smol::{LocalExecutor, Task, Timer, future};

fn main() -> Finished {
    let lesson = lesson!("expected.smol.order");

    let executor = Rc::new(LocalExecutor::new());
    smol::block_on(executor.run(async {
        let music = executor.spawn(upload("music"));
        Timer::after(secs(1)).await;
        cancel("music", music).await;

        // A task that waits for another task, its child.
        let backup = executor.spawn(back_up(Rc::clone(&executor), "photos"));
        Timer::after(secs(1)).await;
        cancel("the backup of photos", backup).await;
        Timer::after(secs(5)).await;

        let backup = executor.spawn(back_up(Rc::clone(&executor), "videos"));
        Timer::after(secs(1)).await;
        cancel("the backup of videos", backup).await;

        // In place of a token: a channel that carries nothing, and is closed.
        let (stop, stopped) = channel::bounded::<()>(1);
        let journal = executor.spawn(journal(stopped));
        Timer::after(secs(1)).await;
        say!("main: asks journal to stop");
        stop.close();
        journal.await;
        say!("main: journal has stopped");
    }));

    lesson.finish()
}

async fn cancel<T>(name: &str, task: Task<T>) {
    say!("main: aborts {name}");
    // Cancels the task, and waits until it has been dropped.
    if task.cancel().await.is_none() {
        say!("main: {name} was cancelled");
    }
}

async fn back_up(executor: Rc<LocalExecutor<'static>>, name: &'static str) {
    // Dropping a handle cancels its task on smol.
    executor.spawn(upload(name)).await;
}

/// Pretends to upload something for five seconds.
async fn upload(name: &'static str) {
    let _part = PartFile(name);
    say!("{name}: started");
    Timer::after(secs(5)).await;
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
            Timer::after(secs(3600)).await;
            true
        };
        let stop = async { stopped.recv().await.is_ok() };
        if !future::or(stop, entry).await {
            break;
        }
        say!("journal: wrote an entry");
    }
    say!("journal: stopping");
    // The task chose this place, so it can still await. A drop can't.
    Timer::after(secs(1)).await;
    say!("journal: saved");
}
