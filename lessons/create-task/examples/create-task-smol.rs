//! Create task, on smol.
//!
//! Run it: cargo run -p create-task --example create-task-smol

use in_order::{Finished, lesson, say, secs};
use smol::{LocalExecutor, Timer};

fn main() -> Finished {
    let lesson = lesson!("expected.smol.order");

    // The tasks share this thread with the future that is passed to `run`.
    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        let a = executor.spawn(download("a", 2));
        let b = executor.spawn(download("b", 2));
        say!("spawned a and b");

        // The await returns the value itself, not a Result. If the task panicked, it panics too.
        let a = a.await;
        let b = b.await;
        say!("got {a}, {b}");

        // On smol this cancels c before it starts. `.detach()` would keep it running.
        drop(executor.spawn(download("c", 1)));
        say!("dropped the handle of c");

        // Keeps the program alive long enough to see what happens to c.
        Timer::after(secs(4)).await;
        say!("main: done");
    }));

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    Timer::after(secs(seconds)).await;
    say!("{name}: done");
    name
}
