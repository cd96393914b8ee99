//! Coroutines, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p coroutines --example coroutines-async-std

use async_std::task;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // The call makes a future and runs nothing of it.
        let fetching = fetch();
        say!("called fetch");

        // The await runs it. The next await begins when this one is over.
        let page = fetching.await;
        process(page).await;
        say!("both are done");
    });

    lesson.finish()
}

/// Stands for a request that takes two seconds.
async fn fetch() -> &'static str {
    say!("fetch: started");
    task::sleep(secs(2)).await;
    say!("fetch: done");
    "the front page"
}

/// Stands for a service that takes three seconds to look at a page.
async fn process(page: &str) {
    say!("process: started with {page}");
    task::sleep(secs(3)).await;
    say!("process: done");
}
