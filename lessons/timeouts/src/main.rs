//! You stop waiting for a slow call. Does the call stop too?
//!
//! Run it:      cargo run -p timeouts
//! Predict it:  the order of the thirteen lines, and the second on which each comes.

use in_order::{Finished, lesson, say, secs};
use tokio::select;
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // timeout owns the request, and returns its result.
    if let Ok(name) = timeout(secs(3), request("quick", 2)).await {
        say!("got {name}");
    }

    // After three seconds, timeout returns an error, and the request is dropped at its await.
    if timeout(secs(3), request("slow", 5)).await.is_err() {
        say!("gave up on slow");
    }

    // select! polls both requests in this task. When one is done, it drops the other.
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
        // The caller can drop this future at each await.
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
