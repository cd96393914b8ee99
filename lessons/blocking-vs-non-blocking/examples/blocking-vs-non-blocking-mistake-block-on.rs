//! "A function that isn't async can wait for a future, too: it calls `block_on`."
//!
//! This thread already runs the runtime, and must drive the timer that would end the wait. If it blocked
//! here, it would wait forever. Tokio panics instead.
//!
//! Breaks: never comes: "block-1: done"

use in_order::{Finished, lesson, polls, say, secs};
use tokio::runtime::Handle;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    polls("block-1", async { block("block-1") }).await;
    polls("block-2", async { block("block-2") }).await;

    tokio::join!(polls("wait-1", wait("wait-1")), polls("wait-2", wait("wait-2")));
    say!("all four waits are over");

    lesson.finish()
}

fn block(name: &str) {
    say!("{name}: started");
    Handle::current().block_on(sleep(secs(2)));
    say!("{name}: done");
}

async fn wait(name: &str) {
    say!("{name}: started");
    sleep(secs(2)).await;
    say!("{name}: done");
}
