//! "`spawn_blocking` moves it to another thread, so I can await it right away."
//!
//! The second computation starts only when the first one has ended. Two threads that work in turn need as
//! long as one, and here the first one waits at the barrier forever.
//!
//! Breaks: never comes: "d: first half, 669 primes"

use std::ops::Range;
use std::sync::{Arc, Barrier};

use in_order::{Finished, lesson, say};
use tokio::task;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let a = task::spawn(async { count("a", || ()) });
    let b = task::spawn(async { count("b", || ()) });
    say!("tasks: {} and {} primes", a.await?, b.await?);

    let middle = Arc::new(Barrier::new(2));
    let (of_c, of_d) = (middle.clone(), middle);
    let c = task::spawn_blocking(move || count("c", || meet(&of_c))).await?;
    let d = task::spawn_blocking(move || count("d", || meet(&of_d))).await?;
    say!("threads: {c} and {d} primes");

    lesson.finish()
}

/// Computes in two halves without an await, and calls a function in between.
fn count(name: &str, in_the_middle: impl Fn()) -> usize {
    let first = primes(2..5_000);
    say!("{name}: first half, {first} primes");
    in_the_middle();
    let second = primes(5_000..10_000);
    say!("{name}: second half, {second} primes");
    first + second
}

fn primes(numbers: Range<u32>) -> usize {
    numbers.filter(|number| (2..=number.isqrt()).all(|divisor| number % divisor != 0)).count()
}

/// Blocks its thread until two are here. One of them prints a line before either continues.
fn meet(middle: &Barrier) {
    if middle.wait().is_leader() {
        say!("both are in the middle");
    }
    middle.wait();
}
