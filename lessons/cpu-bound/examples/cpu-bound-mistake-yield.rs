//! "With a yield in the middle, the two tasks compute at the same time."
//!
//! They take turns, and both are done as late as before. A yield helps the other tasks on the loop. It doesn't
//! speed up the computation.
//!
//! Breaks: the after of "b: first half, 669 primes"

use std::ops::Range;
use std::sync::{Arc, Barrier};

use in_order::{Finished, lesson, say};
use tokio::task;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let a = task::spawn(count_politely("a"));
    let b = task::spawn(count_politely("b"));
    say!("tasks: {} and {} primes", a.await?, b.await?);

    let middle = Arc::new(Barrier::new(2));
    let (of_c, of_d) = (middle.clone(), middle);
    let c = task::spawn_blocking(move || count("c", || meet(&of_c)));
    let d = task::spawn_blocking(move || count("d", || meet(&of_d)));
    say!("threads: {} and {} primes", c.await?, d.await?);

    lesson.finish()
}

async fn count_politely(name: &str) -> usize {
    let first = primes(2..5_000);
    say!("{name}: first half, {first} primes");
    task::yield_now().await;
    let second = primes(5_000..10_000);
    say!("{name}: second half, {second} primes");
    first + second
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
