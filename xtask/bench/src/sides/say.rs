//! What `say!` is compared with. `src/bin/say.rs` is the other side.

use std::hint::black_box;
use std::time::Instant;

pub(crate) fn println(n: u64) -> u64 {
    for line in 0..n {
        println!("line {line} of {n}");
    }
    n
}

/// The bare clock, once for each line.
pub(crate) fn clock(n: u64) -> u64 {
    let start = Instant::now();
    (0..n).filter(|_| black_box(start.elapsed()) >= black_box(std::time::Duration::ZERO)).count()
        as u64
}
