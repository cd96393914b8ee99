//! "Every await in the request is under a timeout of three seconds, so the request is as well."
//!
//! Every part begins a new three seconds. A peer that sends a little in time, again and again, is
//! never given up.
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

/// Stands for a request whose answer comes in so many parts, one a second.
async fn request(name: &str, parts: u32) -> Result<&str, Elapsed> {
    let _connection = Connection(name);
    say!("{name}: sent");
    for _ in 0..parts {
        timeout(secs(3), sleep(secs(1))).await?;
    }
    say!("{name}: answered");
    Ok(name)
}

/// A guard: its drop runs whichever way the request ends.
struct Connection<'a>(&'a str);

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        say!("{}: closed", self.0);
    }
}
