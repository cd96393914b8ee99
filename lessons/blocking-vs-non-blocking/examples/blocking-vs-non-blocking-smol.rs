//! Blocking and non-blocking, on smol.
//!
//! Run it: cargo run -p blocking-vs-non-blocking --example blocking-vs-non-blocking-smol

use std::thread;

use in_order::{Finished, lesson, polls, say, secs};
use smol::{Timer, future};

fn main() -> Finished {
    let lesson = lesson!();

    // block_on blocks this thread, and that is its purpose: it is the loop that polls the futures.
    smol::block_on(async {
        polls("block-1", async { block("block-1") }).await;
        polls("block-2", async { block("block-2") }).await;

        // zip is smol's join of two futures: it polls both and waits for both.
        future::zip(polls("wait-1", wait("wait-1")), polls("wait-2", wait("wait-2"))).await;
        say!("all four waits are over");
    });

    lesson.finish()
}

/// Waits the blocking way: the thread itself sleeps, and runs nothing else meanwhile.
fn block(name: &str) {
    say!("{name}: started");
    thread::sleep(secs(2));
    say!("{name}: done");
}

/// Waits the non-blocking way: a timer wakes this future, and the thread is free until then.
async fn wait(name: &str) {
    say!("{name}: started");
    Timer::after(secs(2)).await;
    say!("{name}: done");
}
