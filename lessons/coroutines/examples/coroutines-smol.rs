//! Coroutines, on smol.
//!
//! Run it: cargo run -p coroutines --example coroutines-smol

use in_order::{Finished, lesson, say, secs};
use smol::Timer;

fn main() -> Finished {
    let lesson = lesson!();

    smol::block_on(async {
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
    Timer::after(secs(2)).await;
    say!("fetch: done");
    "the front page"
}

/// Pretends to process a page, which takes three seconds.
async fn process(page: &str) {
    say!("process: started with {page}");
    Timer::after(secs(3)).await;
    say!("process: done");
}
