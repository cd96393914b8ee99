//! "Both are async, so they can run concurrently, in three seconds."
//!
//! With `join!` they do take three seconds. But `process` starts at second 0, before `fetch` has a page,
//! so it processes nothing. A step that needs the result of another step must come after it.
//!
//! Breaks: unexpected: "process: started with nothing"

use std::cell::Cell;

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let page = Cell::new("nothing");
    let fetching = fetch(&page);
    say!("called fetch");

    tokio::join!(fetching, process(&page));
    say!("both are done");

    lesson.finish()
}

/// Pretends to request a page, which takes two seconds.
async fn fetch(page: &Cell<&str>) {
    say!("fetch: started");
    sleep(secs(2)).await;
    say!("fetch: done");
    page.set("the front page");
}

/// Pretends to process a page, which takes three seconds.
async fn process(page: &Cell<&str>) {
    say!("process: started with {}", page.get());
    sleep(secs(3)).await;
    say!("process: done");
}
