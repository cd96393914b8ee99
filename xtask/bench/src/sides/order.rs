//! Checking an order, and sorting the same lines. Each side counts the lines, and reports the median of
//! several tries. Each try has an order that has just been read, since a lesson checks its order once.
//! `shared/expected-order/examples/growth.rs` looks at more.

use std::fmt::Write;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use expected_order::{Line, Order};

pub(crate) fn check(n: u64) -> Result<(Duration, u64)> {
    median(n, |order| {
        let run = run_of(order);
        let start = Instant::now();
        let holds = order.check(&run).holds();
        let took = start.elapsed();
        ensure!(holds, "the run keeps its order");
        Ok((took, run.len() as u64))
    })
}

pub(crate) fn sort(n: u64) -> Result<(Duration, u64)> {
    median(n, |order| {
        let mut lines: Vec<&str> = order.rows().iter().map(|row| row.text.as_str()).collect();
        shuffle(&mut lines);
        let start = Instant::now();
        lines.sort_unstable();
        let took = start.elapsed();
        ensure!(lines.is_sorted(), "what was sorted is sorted");
        Ok((took, lines.len() as u64))
    })
}

/// The median of several tries. With fewer rows, there are more tries.
fn median(n: u64, one: impl Fn(&Order) -> Result<(Duration, u64)>) -> Result<(Duration, u64)> {
    let tries = (300_000 / n.max(1)).clamp(1, 99);
    let mut results = Vec::new();
    for _ in 0..tries {
        results.push(one(&text(n).parse()?)?);
    }
    results.sort_unstable();
    Ok(results[results.len() / 2])
}

/// A hundred lanes, a cause across lanes in every fourth row, all texts different.
fn text(rows: u64) -> String {
    let mut text = String::new();
    for row in 0..rows {
        let (lane, second) = (row % 100, row / 1000);
        let after =
            if row % 4 == 3 { format!("after lane-{}", (row - 1) % 100) } else { String::new() };
        let _ = writeln!(text, "{second}s lane-{lane} {after} | step {row} of lane {lane}");
    }
    text
}

/// The lines as the file has them, each at its second.
fn run_of(order: &Order) -> Vec<Line<'_>> {
    let line = |row: &'_ expected_order::Row| row.second.unwrap_or_default();
    order.rows().iter().map(|row| Line { at: line(row), text: row.text.as_str() }).collect()
}

/// Fisher and Yates, with a xorshift generator: the same on each run.
fn shuffle<T>(items: &mut [T]) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for i in (1..items.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        items.swap(i, (state % (i as u64 + 1)) as usize);
    }
}
