//! Two waits of one second: how long do they take together?
//!
//! Run it:      cargo run -p NAME
//! Predict it:  the order of the four lines, and the second on which each comes.

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    say!("waiting");
    tokio::join!(wait("one"), wait("two"));
    say!("both are done");

    lesson.finish()
}

async fn wait(name: &str) {
    sleep(secs(1)).await;
    say!("{name}: done");
}
