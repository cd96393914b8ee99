//! "Inside an `async fn` every wait is non-blocking."
//!
//! `thread::sleep` blocks the thread wherever you call it. `wait` has no await, so its first poll takes
//! two seconds, and `join!` polls the second future only after that.
//!
//! Breaks: the second of "wait-2: started"

use std::thread;

use in_order::{Finished, lesson, polls, say, secs};

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
    thread::sleep(secs(2));
    say!("{name}: done");
}

#[expect(clippy::unused_async, reason = "this lint sees the mistake: nothing is awaited")]
async fn wait(name: &str) {
    say!("{name}: started");
    thread::sleep(secs(2));
    say!("{name}: done");
}
