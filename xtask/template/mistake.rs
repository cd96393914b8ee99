//! "Two awaits in a row overlap, because they are asynchronous."
//!
//! They do not: the second wait begins when the first has ended.
//!
//! Breaks: the second of "two: done"

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    say!("waiting");
    wait("one").await;
    wait("two").await;
    say!("both are done");

    lesson.finish()
}

async fn wait(name: &str) {
    sleep(secs(1)).await;
    say!("{name}: done");
}
