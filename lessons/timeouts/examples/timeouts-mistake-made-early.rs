//! "A future is lazy, so the three seconds of slow begin when it is awaited."
//!
//! The request is lazy. The deadline is not: Tokio's `timeout` looks at the clock when it is called,
//! and of the three seconds two are over when slow is sent.
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

/// Stands for a request whose answer comes in so many parts, one a second.
async fn request(name: &str, parts: u32) -> &str {
    let _connection = Connection(name);
    say!("{name}: sent");
    for _ in 0..parts {
        sleep(secs(1)).await;
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
