//! CPU bound, on smol.
//!
//! Run it: cargo run -p cpu-bound --example cpu-bound-smol

use std::ops::Range;
use std::sync::{Arc, Barrier};

use in_order::{Finished, lesson, say};
use smol::LocalExecutor;

fn main() -> Finished {
    let lesson = lesson!();

    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        // One cook: there are two tasks, and one thread to run them.
        let a = executor.spawn(async { count("a", || ()) });
        let b = executor.spawn(async { count("b", || ()) });
        say!("tasks: {} and {} primes", a.await, b.await);

        // Two cooks: each computation has its own thread, and halfway through it waits for the other one.
        let middle = Arc::new(Barrier::new(2));
        let (of_c, of_d) = (middle.clone(), middle);
        let c = smol::unblock(move || count("c", || meet(&of_c)));
        let d = smol::unblock(move || count("d", || meet(&of_d)));
        say!("threads: {} and {} primes", c.await, d.await);
    }));

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
