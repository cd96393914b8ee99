//! Figures as text.

use std::fmt::Write;

use super::measure::Measure;
use super::{Figure, Measured, MeasuredSide, MeasuredTable};

/// What it was measured on and with.
pub(super) fn head(measured: &Measured) -> String {
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

/// The table, what is not there, what was disturbed, and what was expected.
pub(super) fn table(row: &str, table: &MeasuredTable) -> String {
    let part = if table.part == 1 { "" } else { "; here a tenth of it" };
    let mut out = format!("\n{row}: {}{part}\n", table.work);
    let width = table.sides.iter().map(|side| side.name.chars().count()).max().unwrap_or(0);
    let ratio = format!("ratio of {}", name(table.by));
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
    if by_the_piece(table) {
        out.push_str("the sides do not do the same amount of work: ratios are by the piece\n");
    }
    out += &disturbed(table);
    for verdict in &table.verdicts {
        let mark = match (verdict.kept, verdict.ours) {
            (true, _) => "as expected",
            (false, true) => "NOT KEPT",
            (false, false) => "far from it",
        };
        let _ = writeln!(out, "{}: {mark}", verdict.text);
    }
    out
}

/// Whether the sides differ in how much they do.
pub(super) fn by_the_piece(table: &MeasuredTable) -> bool {
    table.sides.iter().any(|side| side.size != table.sides[0].size)
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

pub(super) fn name(measure: Measure) -> &'static str {
    match measure {
        Measure::Wall => "wall",
        Measure::Cpu => "CPU",
        Measure::Memory => "memory",
    }
}

/// Three digits that mean something: `1.24 s`, `43.1 ms`, `850 ns`.
pub(super) fn seconds(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s >= 1.0 => (s, "s"),
        s if s >= 1e-3 => (s * 1e3, "ms"),
        s if s >= 1e-6 => (s * 1e6, "µs"),
        s => (s * 1e9, "ns"),
    };
    format!("{} {unit}", digits(value))
}

fn spread(figure: Figure) -> String {
    format!("({} to {})", seconds(figure.least), seconds(figure.most))
}

pub(super) fn memory(side: &MeasuredSide) -> String {
    side.memory_bytes.map_or_else(|| "-".into(), |bytes| megabytes(bytes.median))
}

pub(super) fn megabytes(bytes: f64) -> String {
    format!("{} MB", digits(bytes / 1e6))
}

/// How many times: `17.2`, `1.08`, `0.02`.
pub(super) fn times(ratio: f64) -> String {
    if ratio < 0.1 { format!("{ratio:.4}") } else { digits(ratio) }
}

fn digits(value: f64) -> String {
    let after = if value >= 99.95 {
        0
    } else if value >= 9.995 {
        1
    } else {
        2
    };
    format!("{value:.after$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_digits() {
        assert_eq!(seconds(12.345), "12.3 s");
        assert_eq!(seconds(0.0431), "43.1 ms");
        assert_eq!(seconds(1.5e-5), "15.0 µs");
        assert_eq!(seconds(0.0), "0.00 ns");
        assert_eq!(times(17.18), "17.2");
        assert_eq!(times(0.0201), "0.0201");
        assert_eq!(times(123.4), "123");
        assert_eq!(megabytes(52_428_800.0), "52.4 MB");
    }
}
