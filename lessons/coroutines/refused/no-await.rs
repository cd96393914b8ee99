//! "`fetch()` returns the page, as its signature says."
//!
//! The call of an `async fn` returns a future. Only its await returns the page.
//!
//! Refused: E0308 at "process(fetching)": "consider `await`ing on the `Future`"

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // The call returns a future. Nothing in `fetch` has run yet.
    let fetching = fetch();
    say!("called fetch");

    // `process` starts only now: two seconds and three seconds are five.
    process(fetching).await;
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
