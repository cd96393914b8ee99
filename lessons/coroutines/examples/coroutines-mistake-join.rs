//! "The two run concurrently, so together they take 3 seconds."
//!
//! With `join!` they do. But process starts before anything is fetched, so it works on what is
//! there: nothing. Steps that need each other's results are one after another by nature.
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

/// Stands for a request that takes two seconds.
async fn fetch(page: &Cell<&str>) {
    say!("fetch: started");
    sleep(secs(2)).await;
    say!("fetch: done");
    page.set("the front page");
}

/// Stands for a service that takes three seconds to look at a page.
async fn process(page: &Cell<&str>) {
    say!("process: started with {}", page.get());
    sleep(secs(3)).await;
    say!("process: done");
}
