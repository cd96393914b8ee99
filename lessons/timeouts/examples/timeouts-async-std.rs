//! Timeouts, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p timeouts --example timeouts-async-std

use async_std::future::timeout;
use async_std::prelude::*;
use async_std::task;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        if let Ok(name) = timeout(secs(3), request("quick", 2)).await {
            say!("got {name}");
        }

        if timeout(secs(3), request("slow", 5)).await.is_err() {
            say!("gave up on slow");
        }

        // When one is done, the await drops the race, and both requests in it.
        let first = request("near", 1).race(request("far", 3)).await;
        say!("{first} was first");
    });

    lesson.finish()
}

/// Pretends to send a request whose answer comes in the given number of parts, one per second.
async fn request(name: &str, parts: u32) -> &str {
    let _connection = Connection(name);
    say!("{name}: sent");
    for _ in 0..parts {
        // The caller can drop this future at each await.
        task::sleep(secs(1)).await;
    }
    say!("{name}: answered");
    name
}

/// A guard: `drop` runs when the request ends, whether it returns or is dropped.
struct Connection<'a>(&'a str);

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        say!("{}: closed", self.0);
    }
}
