//! "The call starts the fetch, so it is under way while I wait for something else."
//!
//! Nothing is under way: a future rests until it is awaited. The two seconds that main spends on
//! something else are lost for the fetch. A task would use them, see the lesson `create-task`.
//!
//! Breaks: the second of "fetch: started"

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let fetching = fetch();
    say!("called fetch");
    sleep(secs(2)).await; // stands for something else that main waits for

    let page = fetching.await;
    process(page).await;
    say!("both are done");

    lesson.finish()
}

/// Stands for a request that takes two seconds.
async fn fetch() -> &'static str {
    say!("fetch: started");
    sleep(secs(2)).await;
    say!("fetch: done");
    "the front page"
}

/// Stands for a service that takes three seconds to look at a page.
async fn process(page: &str) {
    say!("process: started with {page}");
    sleep(secs(3)).await;
    say!("process: done");
}
