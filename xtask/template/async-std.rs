//! The same lesson on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p NAME --example NAME-async-std

use async_std::task;
use futures::join;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        say!("waiting");
        join!(wait("one"), wait("two"));
        say!("both are done");
    });

    lesson.finish()
}

async fn wait(name: &str) {
    task::sleep(secs(1)).await;
    say!("{name}: done");
}
