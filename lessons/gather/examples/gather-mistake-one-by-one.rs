//! "An async call starts the download; `.await` only picks up the result."
//!
//! The call only makes a future. `.await` runs it to its end, so `b` isn't called until `a` is done.
//!
//! Breaks: the second of "b: started"

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let a = download("a", 3).await;
    let b = download("b", 2).await;
    let c = download("c", 1).await;
    say!("got {a}, {b}, {c}");

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> &str {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    name
}
