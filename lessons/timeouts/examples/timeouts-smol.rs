//! Timeouts, on smol.
//!
//! Run it: cargo run -p timeouts --example timeouts-smol

use std::time::Duration;

use in_order::{Finished, lesson, say, secs};
use smol::{Timer, future};

fn main() -> Finished {
    let lesson = lesson!();

    smol::block_on(async {
        if let Some(name) = timeout(secs(3), request("quick", 2)).await {
            say!("got {name}");
        }

        if timeout(secs(3), request("slow", 5)).await.is_none() {
            say!("gave up on slow");
        }

        // When one is done, the await drops the race, and both requests in it.
        let first = future::race(request("near", 1), request("far", 3)).await;
        say!("{first} was first");
    });

    lesson.finish()
}

/// smol has no timeout, so this races the work against a timer. `or` polls the work first: a result
/// that comes at the last moment still counts.
async fn timeout<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let work = async { Some(work.await) };
    let timer = async {
        Timer::after(limit).await;
        None
    };
    future::or(work, timer).await
}

/// Pretends to send a request whose answer comes in the given number of parts, one per second.
async fn request(name: &str, parts: u32) -> &str {
    let _connection = Connection(name);
    say!("{name}: sent");
    for _ in 0..parts {
        // The caller can drop this future at each await.
        Timer::after(secs(1)).await;
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
