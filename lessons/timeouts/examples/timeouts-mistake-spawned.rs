//! "A timeout stops the task that I spawned."
//!
//! `timeout` drops what you gave it, and here that is the handle. The task keeps running, so main gives
//! up on slow while slow still has its connection open.
//!
//! Breaks: never comes: "slow: closed"

use in_order::{Finished, lesson, say, secs};
use tokio::select;
use tokio::task;
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    if let Ok(name) = timeout(secs(3), request("quick", 2)).await {
        say!("got {name}");
    }

    if timeout(secs(3), task::spawn(request("slow", 5))).await.is_err() {
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
