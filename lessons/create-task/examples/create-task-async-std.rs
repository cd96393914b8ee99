//! Create task, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p create-task --example create-task-async-std

use async_std::task;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // `task::spawn` would hand the tasks to a pool of threads, where they start at once, in any
        // order. spawn_local keeps them on this one.
        let a = task::spawn_local(download("a", 2));
        let b = task::spawn_local(download("b", 2));
        say!("spawned a and b");

        let (a, b) = (a.await, b.await);
        say!("got {a}, {b}");

        // As on Tokio, c goes on without its handle.
        drop(task::spawn_local(download("c", 1)));
        say!("dropped the handle of c");

        // Keeps the program alive for long enough to see what becomes of c.
        task::sleep(secs(4)).await;
        say!("main: done");
    });

    lesson.finish()
}

/// Stands for a download that takes so many seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    task::sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}
