//! "`process(page)` is a call, so it processes the page. I do not need its result."
//!
//! The call makes a future, which is dropped at the end of the line, and nobody has run it. The
//! compiler warns: futures do nothing unless you `.await` or poll them.
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
    #[expect(unused_must_use, reason = "this warning is how the compiler shows the mistake")]
    process(page);
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
