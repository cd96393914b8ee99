//! Coroutines, on async-std, which is discontinued. Here to help you read old code.
//!
//! Run it: cargo run -p coroutines --example coroutines-async-std

use async_std::task;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // The call returns a future. Nothing in `fetch` has run yet.
        let fetching = fetch();
        say!("called fetch");

        // The await runs `fetch` to its end. `process` starts only after that.
        let page = fetching.await;
        process(page).await;
        say!("both are done");
    });

    lesson.finish()
}

/// Pretends to request a page, which takes two seconds.
async fn fetch() -> &'static str {
    say!("fetch: started");
    task::sleep(secs(2)).await;
    say!("fetch: done");
    "the front page"
}

/// Pretends to process a page, which takes three seconds.
async fn process(page: &str) {
    say!("process: started with {page}");
    task::sleep(secs(3)).await;
    say!("process: done");
}
