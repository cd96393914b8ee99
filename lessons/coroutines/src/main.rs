//! Fetch takes two seconds, process three: how long do they take when both are awaited?
//!
//! Run it:      cargo run -p coroutines
//! Predict it:  the order of the six lines, and the second on which each comes.

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // The call makes a future and runs nothing of it: the first line of `fetch` has to wait.
    let fetching = fetch();
    say!("called fetch");

    // The await runs it. Main goes on with the page, and not before the page is there.
    let page = fetching.await;
    // The next await begins when the one above is over: two seconds and three are five.
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
