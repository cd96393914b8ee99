//! "A mutex is a mutex, and the one in the standard library is faster."
//!
//! Its `lock` blocks the thread. `d` waits for the guard of `c`, and blocks the thread that would have to
//! run the timer of `c`. Neither continues.
//!
//! Breaks: never comes: "{c-or-d}: unlocks at 1"

use std::cell::Cell;
use std::sync;

use in_order::{Finished, lesson, say, secs};
use tokio::sync::Mutex;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let count = Cell::new(0);
    tokio::join!(add_unlocked("a", &count), add_unlocked("b", &count));
    say!("without a lock: {}", count.get());

    let count = sync::Mutex::new(0);
    tokio::join!(add("c", &count), add("d", &count));
    say!("with a lock: {}", count.into_inner().expect("nobody panicked"));

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

#[expect(clippy::await_holding_lock, reason = "the lint sees the mistake: a guard across an await")]
async fn add(name: &str, count: &sync::Mutex<u32>) {
    let mut guard = count.lock().expect("nobody panicked");
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
