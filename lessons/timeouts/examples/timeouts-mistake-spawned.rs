//! "A timeout stops the work that it waits for, also when that is a task of its own."
//!
//! It drops what it was given: here the handle, and a task goes on without its handle. Main gives up
//! on slow while slow still has its connection open.
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
