//! The random choices of the stand-ins that `cargo xtask luck` builds lessons against.
//!
//! A runtime may run any task that is ready, and a join may poll its futures in any order. A real runtime
//! has habits: first in, first out, or left to right. The stand-ins choose at random.
//!
//! # Layout
//! - this file: the generator, seeded by `LUCK_SEED`
//! - `pool`: futures, each with a flag; any that is ready may be polled next
//! - `together`: a tuple of futures, polled in a random order each time

mod pool;
mod together;

use std::cell::Cell;

pub use pool::{Flag, Pool, TURNS};
pub use together::{Together, TryTogether, join_all, try_join_all};

/// Seeds the generator of this thread, once, from `LUCK_SEED` if that is set. It is fastrand's
/// generator, which smol's `race` also uses.
///
/// # Panics
/// If `LUCK_SEED` is not a number.
pub fn start() {
    thread_local!(static STARTED: Cell<bool> = const { Cell::new(false) });
    if !STARTED.replace(true)
        && let Ok(seed) = std::env::var("LUCK_SEED")
    {
        fastrand::seed(seed.parse().expect("LUCK_SEED is a number"));
    }
}

/// A random number below `count`, which is not zero. If there is only one, no random number is drawn.
#[must_use]
pub fn below(count: usize) -> usize {
    start();
    if count == 1 { 0 } else { fastrand::usize(..count) }
}

/// The numbers below `count` in any order.
#[must_use]
pub fn shuffled(count: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (0..count).collect();
    (0..count).map(|_| left.swap_remove(below(left.len()))).collect()
}
