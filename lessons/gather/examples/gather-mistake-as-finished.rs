//! "The results come in the order in which the downloads finish."
//!
//! So they do here, because each download adds its own name when it is done. `join!` hands the
//! results out in the order of its arguments, whoever is first.
//!
//! Breaks: unexpected: "got c, b, a"

use std::cell::RefCell;

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let got = RefCell::new(Vec::new());
    tokio::join!(download("a", 3, &got), download("b", 2, &got), download("c", 1, &got));
    say!("got {}", got.borrow().join(", "));

    lesson.finish()
}

/// Stands for a download that takes so many seconds.
async fn download<'a>(name: &'a str, seconds: u32, got: &RefCell<Vec<&'a str>>) {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: done");
    got.borrow_mut().push(name);
}
