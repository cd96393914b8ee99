//! "A future is lazy, so the three seconds of slow begin when I await it."
//!
//! The request is lazy, and the deadline isn't. Tokio's `timeout` reads the clock when you call it, so
//! only one of the three seconds is left when slow is sent.
//!
//! Breaks: the second of "slow: closed"

use in_order::{Finished, lesson, say, secs};
use tokio::select;
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let quick = timeout(secs(3), request("quick", 2));
    let slow = timeout(secs(3), request("slow", 5));

    if let Ok(name) = quick.await {
        say!("got {name}");
    }

    if slow.await.is_err() {
        say!("gave up on slow");
    }

    let first = select! {
        name = request("near", 1) => name,
        name = request("far", 3) => name,
    };
    say!("{first} was first");

    lesson.finish()
}

/// Pretends to send a request whose answer comes in the given number of parts, one per second.
async fn request(name: &str, parts: u32) -> &str {
    let _connection = Connection(name);
    say!("{name}: sent");
    for _ in 0..parts {
        sleep(secs(1)).await;
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
