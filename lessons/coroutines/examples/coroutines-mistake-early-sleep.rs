//! "A future does nothing before it is awaited, so neither does `sleep(secs(3))`."
//!
//! An `async fn` runs none of its body when it is called. `sleep` of Tokio is a plain function that
//! returns a future, and its body looks at the clock at once: it counts from the call.
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

/// Stands for a request that takes two seconds.
async fn fetch() -> &'static str {
    say!("fetch: started");
    sleep(secs(2)).await;
    say!("fetch: done");
    "the front page"
}

/// Stands for a service that takes three seconds to look at a page.
async fn process(page: &str, three_seconds: Sleep) {
    say!("process: started with {page}");
    three_seconds.await;
    say!("process: done");
}
