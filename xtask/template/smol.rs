//! The same lesson on smol.
//!
//! Run it: cargo run -p NAME --example NAME-smol

use futures::join;
use in_order::{Finished, lesson, say, secs};
use smol::Timer;

fn main() -> Finished {
    let lesson = lesson!();

    smol::block_on(async {
        say!("waiting");
        join!(wait("one"), wait("two"));
        say!("both are done");
    });

    lesson.finish()
}

async fn wait(name: &str) {
    Timer::after(secs(1)).await;
    say!("{name}: done");
}
