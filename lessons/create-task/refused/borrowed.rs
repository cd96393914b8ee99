//! "Main awaits the task, so the task may borrow a `String` of main's."
//!
//! A task can outlive the function that spawned it. It must own the `String`: `async move` moves it in.
//!
//! Refused: E0597 at "task::spawn(download(&name": "does not live long enough"

use in_order::{Finished, lesson, say, secs};
use tokio::task;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    // spawn only queues a task and returns. Neither download has started yet.
    let name = String::from("a");
    let a = task::spawn(download(&name, 2));
    let b = task::spawn(download("b", 2));
    say!("spawned a and b");

    // The result of a isn't there yet, so main yields here, and both tasks start. b runs while main waits
    // for a, so the second await hardly waits. `?` returns the JoinError of a task that panicked.
    let a = a.await?;
    let b = b.await?;
    say!("got {a}, {b}");

    // On Tokio a task keeps running without its handle. Main can no longer find out how c ends.
    drop(task::spawn(download("c", 1)));
    say!("dropped the handle of c");

    // Keeps the program alive long enough to see what happens to c.
    sleep(secs(4)).await;
    say!("main: done");

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}
