//! "If a task fails after I dropped its handle, the runtime logs the error."
//!
//! asyncio logs it, and Tokio prints the panic of such a task. But an `Err` is an ordinary return value
//! in Rust. Without the handle, Tokio drops the value and prints nothing.
//!
//! Breaks: never comes: "c: done"

use anyhow::bail;
use in_order::{Finished, lesson, say, secs};
use tokio::task;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let a = task::spawn(download("a", 2));
    let b = task::spawn(download("b", 2));
    say!("spawned a and b");

    let a = a.await??;
    let b = b.await??;
    say!("got {a}, {b}");

    drop(task::spawn(download("c", 1)));
    say!("dropped the handle of c");

    sleep(secs(4)).await;
    say!("main: done");

    lesson.finish()
}

/// Pretends to download something for the given number of seconds, and fails for `c`.
async fn download(name: &str, seconds: u32) -> anyhow::Result<&str> {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    if name == "c" {
        bail!("c was not found");
    }
    say!("{name}: done");
    Ok(name)
}
