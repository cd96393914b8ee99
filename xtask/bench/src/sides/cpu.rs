//! Primes below a number, by trying every divisor: a computation without an await. Each side counts.

use std::thread;

use anyhow::{Context, Result};
use rayon::prelude::*;

/// How many numbers are one piece of work.
const PIECE: u64 = 10_000;

pub(crate) fn in_turn(n: u64) -> u64 {
    pieces(n).map(|first| primes(first, n)).sum()
}

/// A task for each piece, on one thread.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn tasks(n: u64) -> Result<u64> {
    let tasks: Vec<_> =
        pieces(n).map(|first| tokio::spawn(async move { primes(first, n) })).collect();
    let mut sum = 0;
    for task in tasks {
        sum += task.await?;
    }
    Ok(sum)
}

/// A thread for each processor, and the pieces dealt among them.
pub(crate) fn threads(n: u64) -> Result<u64> {
    let count = thread::available_parallelism()?.get();
    thread::scope(|scope| {
        let deal =
            |k| move || pieces(n).skip(k).step_by(count).map(|first| primes(first, n)).sum::<u64>();
        let threads: Vec<_> = (0..count).map(|k| scope.spawn(deal(k))).collect();
        let sums =
            threads.into_iter().map(|thread| thread.join().ok().context("a thread panicked"));
        sums.sum::<Result<u64>>()
    })
}

pub(crate) fn rayon(n: u64) -> u64 {
    (0..n as u32).into_par_iter().filter(|&number| is_prime(number)).count() as u64
}

/// The result, in another way.
pub(crate) fn sieve(n: u64) -> u64 {
    let n = n as usize;
    let mut prime = vec![true; n];
    prime.iter_mut().take(2).for_each(|prime| *prime = false);
    for number in 2..=n.isqrt() {
        (number * number..n).step_by(number).for_each(|multiple| prime[multiple] = false);
    }
    prime.into_iter().filter(|&prime| prime).count() as u64
}

fn pieces(n: u64) -> impl Iterator<Item = u64> {
    (0..n).step_by(PIECE as usize)
}

fn primes(first: u64, n: u64) -> u64 {
    let last = (first + PIECE).min(n);
    (first as u32..last as u32).filter(|&number| is_prime(number)).count() as u64
}

fn is_prime(number: u32) -> bool {
    number >= 2 && (2..=number.isqrt()).all(|divisor| !number.is_multiple_of(divisor))
}
