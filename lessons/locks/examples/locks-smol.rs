//! Locks, on smol.
//!
//! Run it: cargo run -p locks --example locks-smol

use std::cell::Cell;

use futures::join;
use in_order::{Finished, lesson, say, secs};
use smol::Timer;
use smol::lock::Mutex;

fn main() -> Finished {
    let lesson = lesson!();

    smol::block_on(async {
        let count = Cell::new(0);
        join!(add_unlocked("a", &count), add_unlocked("b", &count));
        say!("without a lock: {}", count.get());

        let count = Mutex::new(0);
        join!(add("c", &count), add("d", &count));
        say!("with a lock: {}", count.into_inner());

        // Both take the left lock before the right one.
        let (left, right) = (Mutex::new(10), Mutex::new(10));
        join!(swap("e", &left, &right), swap("f", &left, &right));
        say!("both swaps are done");
    });

    lesson.finish()
}

async fn add_unlocked(name: &str, count: &Cell<u32>) {
    let old = count.get();
    say!("{name}: read {old}");
    // The other task runs now, and reads the same number.
    Timer::after(secs(1)).await;
    count.set(old + 1);
    say!("{name}: wrote {}", old + 1);
}

async fn add(name: &str, count: &Mutex<u32>) {
    // Nobody else gets past this await until the guard is dropped.
    let mut guard = count.lock().await;
    say!("{name}: locked at {guard}");
    Timer::after(secs(1)).await;
    *guard += 1;
    say!("{name}: unlocks at {guard}");
    // The guard is dropped here, and that unlocks. It is the end of an `async with`, without an await.
}

async fn swap(name: &str, one: &Mutex<u32>, other: &Mutex<u32>) {
    let mut one_guard = one.lock().await;
    say!("{name}: has one lock");
    Timer::after(secs(1)).await;
    let mut other_guard = other.lock().await;
    say!("{name}: has both locks");
    std::mem::swap(&mut *one_guard, &mut *other_guard);
}
