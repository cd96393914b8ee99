//! "The call starts the fetch, so it makes progress while I wait for something else."
//!
//! A future makes no progress until something polls it. `fetch` starts two seconds later, at its await.
//! A task would have started earlier: see the lesson `create-task`.
//!
//! Breaks: the second of "fetch: started"

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let fetching = fetch();
    say!("called fetch");
    sleep(secs(2)).await; // pretends to wait for something else

    let page = fetching.await;
    process(page).await;
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
