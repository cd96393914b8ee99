//! "Each task can take the lock that it is closest to. One of them gets both in the end."
//!
//! `e` holds left and waits for right. `f` holds right and waits for left. Tokio doesn't notice a
//! deadlock: the lesson's time limit ends this program.
//!
//! Breaks: the second of "{e-or-f}: has one lock"

use std::cell::Cell;

use in_order::{Finished, lesson, say, secs};
use tokio::sync::Mutex;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let count = Cell::new(0);
    tokio::join!(add_unlocked("a", &count), add_unlocked("b", &count));
    say!("without a lock: {}", count.get());

    let count = Mutex::new(0);
    tokio::join!(add("c", &count), add("d", &count));
    say!("with a lock: {}", count.into_inner());

    let (left, right) = (Mutex::new(10), Mutex::new(10));
    tokio::join!(swap("e", &left, &right), swap("f", &right, &left));
    say!("both swaps are done");

    lesson.finish()
}

async fn add_unlocked(name: &str, count: &Cell<u32>) {
    let old = count.get();
    say!("{name}: read {old}");
    sleep(secs(1)).await;
    count.set(old + 1);
    say!("{name}: wrote {}", old + 1);
}

async fn add(name: &str, count: &Mutex<u32>) {
    let mut guard = count.lock().await;
    say!("{name}: locked at {guard}");
    sleep(secs(1)).await;
    *guard += 1;
    say!("{name}: unlocks at {guard}");
}

async fn swap(name: &str, one: &Mutex<u32>, other: &Mutex<u32>) {
    let mut one_guard = one.lock().await;
    say!("{name}: has one lock");
    sleep(secs(1)).await;
    let mut other_guard = other.lock().await;
    say!("{name}: has both locks");
    std::mem::swap(&mut *one_guard, &mut *other_guard);
}
