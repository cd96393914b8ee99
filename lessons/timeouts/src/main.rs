//! A call takes longer than one is willing to wait: what becomes of it, and of the loser of a race?
//!
//! Run it:      cargo run -p timeouts
//! Predict it:  the order of the thirteen lines, and the second on which each comes.

use in_order::{Finished, lesson, say, secs};
use tokio::select;
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // timeout owns the future that it is given, and hands its result on.
    if let Ok(name) = timeout(secs(3), request("quick", 2)).await {
        say!("got {name}");
    }

    // When the time is over, the future is dropped where it stands, and everything in it as well.
    if timeout(secs(3), request("slow", 5)).await.is_err() {
        say!("gave up on slow");
    }

    // select! polls both in this task. As soon as one is done, it drops the other.
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
        // Each await is a place at which the caller can drop this future.
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
