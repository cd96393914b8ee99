//! `cargo xtask claims`: every claim of the course with its file and line.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use anyhow::Result;
use course::{Course, read_order, shown};
use expected_order::{Claim, Order};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Lessons by package, number or folder; all if none is named
    lessons: Vec<String>,
}

/// Runs the command.
pub(crate) fn claims(options: &Options) -> Result<()> {
    let mut course = Course::read()?;
    course.select(&options.lessons)?;
    let mut out = String::new();
    for lesson in &course.lessons {
        let files: BTreeSet<_> =
            lesson.variants().map(|variant| lesson.order_file(variant)).collect();
        for file in files {
            let order = read_order(&file)?;
            for claim in order.claims() {
                let line = claim.row().map_or(1, |row| order.rows()[row].line);
                let _ = writeln!(out, "{}:{line}: {}", shown(&file), describe(&order, claim));
            }
        }
    }
    Ok(io::stdout().write_all(out.as_bytes())?)
}

/// A claim in words.
pub(crate) fn describe(order: &Order, claim: Claim) -> String {
    let text = |row: usize| format!("\"{}\"", order.rows()[row].text);
    match claim {
        Claim::Comes { row } => format!("{} comes", text(row)),
        Claim::Lane { row, before } => {
            let lane = &order.lanes()[order.rows()[row].lane];
            format!("{} comes after {}, in lane {lane}", text(row), text(before))
        }
        Claim::After { row, before } => {
            let lane = &order.lanes()[order.rows()[before].lane];
            format!("{} comes after {} of lane {lane}", text(row), text(before))
        }
        Claim::Second { row } => {
            let second = order.rows()[row].second.unwrap_or_default();
            format!("{} comes at {}s", text(row), second.as_secs_f64())
        }
        Claim::NothingElse => "nothing else comes".into(),
    }
}
