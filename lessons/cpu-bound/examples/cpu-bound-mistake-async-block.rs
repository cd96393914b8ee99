//! "An `async` block around a computation makes it run beside the others."
//!
//! The block makes it a task, and this runtime has one thread for all tasks. The first task blocks that
//! thread at the barrier, so the task that it waits for never starts.
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
    let c = task::spawn(async move { count("c", || meet(&of_c)) });
    let d = task::spawn(async move { count("d", || meet(&of_d)) });
    say!("threads: {} and {} primes", c.await?, d.await?);

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
