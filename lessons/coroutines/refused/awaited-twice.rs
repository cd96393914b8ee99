//! "I have the future, so I can await it again."
//!
//! The first await moves the future, runs it to its end and drops it. Nothing is left for a second one.
//!
//! Refused: E0382 at "process(fetching.await)": "value used here after move"

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // The call returns a future. Nothing in `fetch` has run yet.
    let fetching = fetch();
    say!("called fetch");

    // The await runs `fetch` to its end and gives you the page.
    let page = fetching.await;
    // `process` starts only now: two seconds and three seconds are five.
    say!("got {page}");
    process(fetching.await).await;
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
async fn process(page: &str) {
    say!("process: started with {page}");
    sleep(secs(3)).await;
    say!("process: done");
}
