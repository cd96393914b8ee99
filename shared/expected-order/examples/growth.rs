//! How the cost of reading and checking an expected order grows with its size.
//!
//! Run it: `cargo run --release -p expected-order --example growth`
//!
//! The first table compares a check with sorting the same lines, because judging an order should not
//! cost more than making one. The second one shows the explanation of a near miss, whose cost should not
//! grow. The third one has files that are built to be slow: each of them should cost about ten times as
//! much at ten times the size, and somewhat more where the larger one no longer fits into the processor's
//! caches.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use expected_order::{Glyphs, Line, Order, Poll};

/// Each figure is the best of this many.
const TRIES: usize = 5;

fn main() {
    compare_with_sorting();
    explain_a_near_miss();
    try_slow_files();
}

fn compare_with_sorting() {
    println!("100 lanes, a cause across lanes in every fourth row, all texts different; ns a row");
    println!("`other`: the same lines, lane by lane within a second\n");
    println!(
        "{:>9} {:>8} {:>8} {:>8} {:>8} {:>11} {:>11}",
        "rows", "parse", "check", "other", "sort", "check/sort", "other/sort"
    );
    let mut before: Option<[f64; 4]> = None;
    for rows in [1_000, 10_000, 100_000, 1_000_000] {
        let now = typical(rows);
        if let Some(before) = before {
            let [parse, check, other, sort] = [0, 1, 2, 3].map(|i| now[i] / before[i]);
            println!("{:>9} {parse:>7.1}x {check:>7.1}x {other:>7.1}x {sort:>7.1}x", "");
        }
        let [parse, check, other, sort] = now.map(|ns| ns / rows as f64);
        let (checks, others) = (check / sort, other / sort);
        println!(
            "{rows:>9} {parse:>8.0} {check:>8.0} {other:>8.0} {sort:>8.0} {checks:>11.2} {others:>11.2}"
        );
        before = Some(now);
    }
}

/// The longest texts that are compared. They differ only in a number at the end, and none of their lines
/// came.
fn explain_a_near_miss() {
    println!("\nmicroseconds to explain a line that is almost every row of a file\n");
    println!("{:>9} {:>9}", "rows", "explain");
    for n in [1_000, 10_000, 100_000, 1_000_000] {
        let alike = "a line that ".repeat(16);
        let text = rows(n, |i| format!("one | {alike}{i:07}"));
        let order: Order = text.parse().expect("a valid order");
        let line = alike + "xxxxxxx";
        let run = [Line { at: Duration::ZERO, text: &line }];
        let verdict = order.check(&run);
        let explain = || order.explain(&verdict.broken[0], &run, &verdict, "alike.order");
        assert!(explain().near.is_some());
        println!("{n:>9} {:>9.0}", best(explain).as_secs_f64() * 1e6);
    }
}

fn try_slow_files() {
    println!(
        "\nbuilt to be slow: milliseconds to parse, to check the lines as they are and reversed,\n\
         to list the claims and to draw the timeline\n"
    );
    println!("{:42} {:>9} {:>9} {:>9} {:>7}", "", "n", "at n", "at 10 n", "growth");
    for (name, n, build) in SLOW {
        let [small, large] = [*n, 10 * n].map(|n| {
            let text = build(n);
            best(|| whole(&text)).as_secs_f64() * 1e3
        });
        let growth = large / small;
        println!("{name:42} {n:>9} {small:>9.1} {large:>9.1} {growth:>6.1}x");
    }
}

/// Nanoseconds to parse, to check the lines as the file has them, to check them in another order
/// that the claims allow, and to sort them.
fn typical(rows: usize) -> [f64; 4] {
    let text = typical_text(rows);
    let order: Order = text.parse().expect("a valid order");
    let run = run_of(&order);
    let other = another_order(&order, &run);
    let mut shuffled: Vec<&str> = run.iter().map(|line| line.text).collect();
    shuffle(&mut shuffled);
    let times = [
        best(|| black_box(text.parse::<Order>().is_ok())),
        best(|| assert!(order.check(&run).holds())),
        best(|| assert!(order.check(&other).holds())),
        (0..TRIES).map(|_| time_to_sort(shuffled.clone())).min().unwrap_or_default(),
    ];
    times.map(|time| time.as_secs_f64() * 1e9)
}

fn time_to_sort(mut lines: Vec<&str>) -> Duration {
    let start = Instant::now();
    lines.sort_unstable();
    black_box(&lines);
    start.elapsed()
}

fn typical_text(rows: usize) -> String {
    let mut text = String::new();
    for row in 0..rows {
        let (lane, second) = (row % 100, row / 1000);
        let after =
            if row % 4 == 3 { format!("after lane-{}", (row - 1) % 100) } else { String::new() };
        let _ = writeln!(text, "{second}s lane-{lane} {after} | step {row} of lane {lane}");
    }
    text
}

/// A run that keeps every claim: the lines as the file has them, each at its second.
fn run_of(order: &Order) -> Vec<Line<'_>> {
    let mut at = Duration::ZERO;
    let mut run = Vec::new();
    for row in order.rows() {
        at = at.max(row.second.unwrap_or_default());
        run.push(Line { at, text: row.text.as_str() });
    }
    run
}

/// The same lines in another order that the claims allow. Causes link only the four lanes of a block, so
/// within each second, this sorts the lines by block.
fn another_order<'a>(order: &Order, run: &[Line<'a>]) -> Vec<Line<'a>> {
    let mut other = run.to_vec();
    let key = |line: usize| {
        let row = &order.rows()[line];
        (row.second, row.lane / 4, line)
    };
    let mut keys: Vec<_> = (0..run.len()).map(key).collect();
    keys.sort_unstable();
    for (place, (_, _, line)) in other.iter_mut().zip(keys) {
        *place = run[line];
    }
    other
}

/// What a first `after *` comes after.
const START: &str = "start | start\n";

type Build = fn(usize) -> String;

const SLOW: &[(&str, usize, Build)] = &[
    ("`after *` in two lanes", 20_000, |n| {
        START.to_string() + &rows(n, |i| format!("l{} after * | {i}", i % 2))
    }),
    ("`after *` in one lane", 20_000, |n| {
        START.to_string() + &rows(n, |i| format!("0s one after * | {i}"))
    }),
    ("lanes", 20_000, |n| rows(n, |i| format!("0s lane{i} | {i}"))),
    ("lanes named by one row", 20_000, |n| {
        let names: Vec<String> = (0..n).map(|i| format!("l{i}")).collect();
        rows(n, |i| format!("l{i} | {i}")) + "last after " + &names.join(" ") + " | end\n"
    }),
    ("rows after 100 lanes each", 2_000, |n| {
        let names: Vec<String> = (0..100).map(|i| format!("l{i}")).collect();
        let after = names.join(" ");
        rows(100, |i| format!("l{i} | of {i}")) + &rows(n, |i| format!("last after {after} | {i}"))
    }),
    ("equal texts in one lane", 20_000, |n| rows(n, |_| "0s one | again".into())),
    ("equal texts in 60 lanes", 20_000, |n| {
        START.to_string() + &rows(n, |i| format!("l{} after * | again", i % 60))
    }),
    ("60 lanes that tell 20 n what they know", 1_000, |n| {
        let told = |i| {
            if i < 60 {
                format!("l{i} after * | again")
            } else {
                format!("m{i} after l{} | {i}", i % 60)
            }
        };
        START.to_string() + &rows(20 * n, told)
    }),
    ("rows of 64 texts with captures", 20_000, |n| {
        rows(n, |i| format!("one | {} {{x}}", char::from(b'0' + (i % 64) as u8)))
    }),
    ("literals that 64 captures match", 20_000, |n| {
        rows(64, |i| format!("one | {}{{x}}", "x".repeat(i)))
            + &rows(n, |i| format!("one | {}{i}", "x".repeat(63)))
    }),
    ("a capture's rows among matching literals", 20_000, |n| {
        rows(n, |i| if i % 2 == 0 { "one | {any}".into() } else { format!("one | {i}") })
    }),
    ("64 captures that all overlap", 20_000, |n| {
        rows(n, |i| format!("one | {}{{x}}", "x".repeat(i % 64)))
    }),
    ("one text of n bytes", 1_000_000, |n| format!("one | {}\n", "x".repeat(n))),
    ("one text of n/2 braces", 1_000_000, |n| format!("one | {}\n", "{{".repeat(n / 2))),
    ("one lane of n bytes", 1_000_000, |n| format!("{} | x\n", "x".repeat(n))),
    ("one comment of n bytes", 1_000_000, |n| format!("# {}\none | x\n", "x".repeat(n))),
    ("a comment of n lines", 100_000, |n| "# x\n".repeat(n) + "one | x\n"),
];

fn rows(n: usize, row: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    (0..n).for_each(|i| {
        let _ = writeln!(text, "{}", row(i));
    });
    text
}

/// Everything that the crate does with a file and a run.
fn whole(text: &str) {
    let order: Order = text.parse().unwrap_or_else(|error| panic!("{error}"));
    let run = run_of(&order);
    let verdict = order.check(&run);
    let reversed: Vec<Line> = run.iter().rev().copied().collect();
    black_box(order.check(&reversed));
    let polls: Vec<Poll> =
        order.lanes().iter().map(|lane| Poll { lane, from: run[0].at, to: run[0].at }).collect();
    black_box(order.claims().count());
    black_box(order.timeline(&run, &verdict, &polls, Glyphs::ASCII));
}

fn best<T>(mut work: impl FnMut() -> T) -> Duration {
    let once = |_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    (0..TRIES).map(once).min().unwrap_or_default()
}

/// Fisher and Yates, with a xorshift generator.
fn shuffle<T>(items: &mut [T]) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for i in (1..items.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        items.swap(i, (state % (i as u64 + 1)) as usize);
    }
}
