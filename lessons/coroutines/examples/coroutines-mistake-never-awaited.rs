//! "I don't need the result of `process`, so I don't need to await it."
//!
//! The call returns a future, and the end of the line drops it. No line of `process` has run. The compiler
//! warns: futures do nothing unless you `.await` or poll them.
//!
//! Breaks: the second of "both are done"

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let fetching = fetch();
    say!("called fetch");

    let page = fetching.await;
    #[expect(unused_must_use, reason = "the compiler warns of this mistake")]
    process(page);
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
