//! "The call may block. `timeout` ends it when the time is over."
//!
//! `timeout` runs on the thread that the call blocks. It polls the request before its timer, and that
//! poll returns five seconds later, with the answer.
//!
//! Breaks: unexpected: "slow: answered"

use std::thread;

use in_order::{Finished, lesson, say, secs};
use tokio::select;
use tokio::time::timeout;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    if let Ok(name) = timeout(secs(3), request("quick", 2)).await {
        say!("got {name}");
    }

    if timeout(secs(3), request("slow", 5)).await.is_err() {
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
#[expect(clippy::unused_async, reason = "the lint sees the mistake: async, and nothing is awaited")]
async fn request(name: &str, parts: u32) -> &str {
    let _connection = Connection(name);
    say!("{name}: sent");
    for _ in 0..parts {
        thread::sleep(secs(1));
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
