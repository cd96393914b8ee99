//! Create task, on smol.
//!
//! Run it: cargo run -p create-task --example create-task-smol

use in_order::{Finished, lesson, say, secs};
use smol::{LocalExecutor, Timer};

fn main() -> Finished {
    let lesson = lesson!("expected.smol.order");

    // The tasks run on this thread, in turn with the future that `run` is given.
    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        let a = executor.spawn(download("a", 2));
        let b = executor.spawn(download("b", 2));
        say!("spawned a and b");

        // The handle of a task is the task: it gives the result itself, and passes on a panic.
        let (a, b) = (a.await, b.await);
        say!("got {a}, {b}");

        // On smol this cancels c before it starts. To let it go on: `.detach()`.
        drop(executor.spawn(download("c", 1)));
        say!("dropped the handle of c");

        // Keeps the program alive for long enough to see what becomes of c.
        Timer::after(secs(4)).await;
        say!("main: done");
    }));

    lesson.finish()
}

/// Stands for a download that takes so many seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    Timer::after(secs(seconds)).await;
    say!("{name}: done");
    name
}
