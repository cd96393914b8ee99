//! "An atomic number needs no lock, because no update of it is ever lost."
//!
//! Each operation on an atomic is indivisible. This program uses two of them, with an await in between.
//! `fetch_add` would be one.
//!
//! Breaks: unexpected: "d: locked at 0"

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};

use in_order::{Finished, lesson, say, secs};
use tokio::sync::Mutex;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let count = Cell::new(0);
    tokio::join!(add_unlocked("a", &count), add_unlocked("b", &count));
    say!("without a lock: {}", count.get());

    let count = AtomicU32::new(0);
    tokio::join!(add("c", &count), add("d", &count));
    say!("with a lock: {}", count.into_inner());

    let (left, right) = (Mutex::new(10), Mutex::new(10));
    tokio::join!(swap("e", &left, &right), swap("f", &left, &right));
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

async fn add(name: &str, count: &AtomicU32) {
    let old = count.load(Ordering::SeqCst);
    say!("{name}: locked at {old}");
    sleep(secs(1)).await;
    count.store(old + 1, Ordering::SeqCst);
    say!("{name}: unlocks at {}", old + 1);
}

async fn swap(name: &str, one: &Mutex<u32>, other: &Mutex<u32>) {
    let mut one_guard = one.lock().await;
    say!("{name}: has one lock");
    sleep(secs(1)).await;
    let mut other_guard = other.lock().await;
    say!("{name}: has both locks");
    std::mem::swap(&mut *one_guard, &mut *other_guard);
}
