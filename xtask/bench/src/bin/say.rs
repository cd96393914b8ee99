//! `say!`, line after line: `say --say SIZE` prints them, `say --record SIZE` only records them.

use std::io;
use std::process;
use std::time::Instant;

use anyhow::Context;
use in_order::{Finished, lesson, say};

fn main() -> anyhow::Result<Finished> {
    let says = in_order::argument("--say", "SIZE", "say so many lines");
    let records = in_order::argument("--record", "SIZE", "record so many lines, and print none");
    // Held until the process ends, without a report, because these lines are not a lesson.
    let _lesson = lesson!();
    let start = Instant::now();
    if let Some(n) = says {
        let n: u64 = n.parse().context("SIZE is a number")?;
        for line in 0..n {
            say!("line {line} of {n}");
        }
    } else {
        let n = records.context("--say or --record")?.parse().context("SIZE is a number")?;
        for _ in 0..n {
            in_order::say_line_to(format_args!("a line"), io::sink());
        }
    }
    eprintln!("took {}", start.elapsed().as_secs_f64());
    process::exit(0)
}
