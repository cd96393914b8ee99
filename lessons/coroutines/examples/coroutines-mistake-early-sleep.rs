//! "Futures are lazy, so `sleep(secs(3))` counts from its await."
//!
//! Only the body of an `async fn` waits for the first poll. Tokio's `sleep` is a plain function that
//! returns a future. It reads the clock when you call it, and counts from there.
//!
//! Breaks: the second of "process: done"

use in_order::{Finished, lesson, say, secs};
use tokio::time::{Sleep, sleep};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let fetching = fetch();
    let three_seconds = sleep(secs(3));
    say!("called fetch");

    let page = fetching.await;
    process(page, three_seconds).await;
    say!("both are done");

    lesson.finish()
}

/// Pretends to request a page, which takes two seconds.
async fn fetch() -> &'static str {
    say!("fetch: started");
    sleep(secs(2)).await;
    say!("fetch: done");
    "the front page"
}

/// Pretends to process a page, which takes three seconds.
async fn process(page: &str, three_seconds: Sleep) {
    say!("process: started with {page}");
    three_seconds.await;
    say!("process: done");
}
