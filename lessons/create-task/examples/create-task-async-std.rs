//! Create task, on async-std, which is discontinued. The program helps you read old code.
//!
//! Run it: cargo run -p create-task --example create-task-async-std

use async_std::task;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // spawn_local keeps both tasks on this thread. With `task::spawn` they would run on a pool of
        // threads, and start right away in either order.
        let a = task::spawn_local(download("a", 2));
        let b = task::spawn_local(download("b", 2));
        say!("spawned a and b");

        let a = a.await;
        let b = b.await;
        say!("got {a}, {b}");

        // As on Tokio, c keeps running without its handle.
        drop(task::spawn_local(download("c", 1)));
        say!("dropped the handle of c");

        // Keeps the program alive long enough to see what happens to c.
        task::sleep(secs(4)).await;
        say!("main: done");
    });

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    task::sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}
