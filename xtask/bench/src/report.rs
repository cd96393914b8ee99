//! Figures as text.

use std::fmt::Write;

use crate::figures::{Figure, Measured, MeasuredSide, MeasuredTable};
use crate::units::{megabytes, seconds, times};

/// What it was measured on and with.
pub(crate) fn head(measured: &Measured) -> String {
    let mut out = String::new();
    for (name, version) in &measured.with {
        let _ = writeln!(out, "{name:14} {version}");
    }
    let _ = writeln!(
        out,
        "\nMedians of {} rounds, and the least and the most. Wall time is of the work alone; CPU seconds and\n\
         memory are of the whole process and its children. A ratio is to the first side.",
        measured.rounds
    );
    out
}

/// The table, the sides that are missing, the rounds that were disturbed, and the limits.
pub(crate) fn table(row: &str, table: &MeasuredTable) -> String {
    let part = if table.part == 1 { "" } else { "; here a tenth of it" };
    let mut out = format!("\n{row}: {}{part}\n", table.work);
    let width = table.sides.iter().map(|side| side.name.chars().count()).max().unwrap_or(0);
    let ratio = format!("ratio of {}", table.by.name());
    let _ = writeln!(
        out,
        "{:width$}  {:>9} {:>22}  {:>9} {:>22}  {:>9}  {ratio:>14}",
        "", "wall", "", "CPU", "", "memory"
    );
    for side in &table.sides {
        if let Some(why) = &side.missing {
            let _ = writeln!(out, "{:width$}  not measured: {why}", side.name);
            continue;
        }
        let seconds_of = |figure: Option<Figure>| match figure {
            Some(figure) => (seconds(figure.median), spread(figure)),
            None => ("-".into(), String::new()),
        };
        let ((wall, wall_spread), (cpu, cpu_spread)) =
            (seconds_of(side.wall_s), seconds_of(side.cpu_s));
        let _ = writeln!(
            out,
            "{:width$}  {wall:>9} {wall_spread:>22}  {cpu:>9} {cpu_spread:>22}  {:>9}  {:>14}",
            side.name,
            memory(side),
            side.ratio.map_or_else(|| "-".into(), times),
        );
    }
    if table.by_the_piece() {
        out.push_str("the sides do not do the same amount of work: ratios are per piece\n");
    }
    out += &disturbed(table);
    for finding in &table.findings {
        let mark = if finding.kept { "kept" } else { "NOT KEPT" };
        let _ = writeln!(out, "{}: {mark}", finding.text);
    }
    out
}

/// The rounds that the machine disturbed.
fn disturbed(table: &MeasuredTable) -> String {
    let mut out = String::new();
    for (round, why) in &table.disturbed {
        let _ = writeln!(out, "round {round} was disturbed: {why}");
    }
    if !table.quiet {
        out.push_str(
            "the machine was not quiet: the figures are of all rounds, disturbed or not\n",
        );
    }
    out
}

/// The memory of a side, or a dash.
pub(crate) fn memory(side: &MeasuredSide) -> String {
    side.memory_bytes.map_or_else(|| "-".into(), |bytes| megabytes(bytes.median))
}

fn spread(figure: Figure) -> String {
    format!("({} to {})", seconds(figure.least), seconds(figure.most))
}
