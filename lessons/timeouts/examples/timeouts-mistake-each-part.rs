//! "Every await in the request has a timeout of three seconds, so the request has one."
//!
//! Each part gets its own three seconds. A peer that sends a little in time, again and again, can
//! keep the request waiting forever.
//!
//! Breaks: unexpected: "slow: answered"

use in_order::{Finished, lesson, say, secs};
use tokio::select;
use tokio::time::error::Elapsed;
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    if let Ok(name) = request("quick", 2).await {
        say!("got {name}");
    }

    if request("slow", 5).await.is_err() {
        say!("gave up on slow");
    }

    let first = select! {
        Ok(name) = request("near", 1) => name,
        Ok(name) = request("far", 3) => name,
        else => "nobody",
    };
    say!("{first} was first");

    lesson.finish()
}

/// Pretends to send a request whose answer comes in the given number of parts, one per second.
async fn request(name: &str, parts: u32) -> Result<&str, Elapsed> {
    let _connection = Connection(name);
    say!("{name}: sent");
    for _ in 0..parts {
        timeout(secs(3), sleep(secs(1))).await?;
    }
    say!("{name}: answered");
    Ok(name)
}

/// A guard: `drop` runs when the request ends, whether it returns or is dropped.
struct Connection<'a>(&'a str);

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        say!("{}: closed", self.0);
    }
}
