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

        // As soon as one is done, both are dropped with the race that owns them.
        let first = future::race(request("near", 1), request("far", 3)).await;
        say!("{first} was first");
    });

    lesson.finish()
}

/// smol has no timeout of its own: it is a race against a timer. `or` polls the work first, so that
/// a result that comes on the last moment counts.
async fn timeout<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let work = async { Some(work.await) };
    let timer = async {
        Timer::after(limit).await;
        None
    };
    future::or(work, timer).await
}

/// Stands for a request whose answer comes in so many parts, one a second.
async fn request(name: &str, parts: u32) -> &str {
    let _connection = Connection(name);
    say!("{name}: sent");
    for _ in 0..parts {
        // Each await is a place at which the caller can drop this future.
        Timer::after(secs(1)).await;
    }
    say!("{name}: answered");
    name
}

/// A guard: its drop runs whichever way the request ends.
struct Connection<'a>(&'a str);

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        say!("{}: closed", self.0);
    }
}
