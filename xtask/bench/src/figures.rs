//! Computes medians and ratios from the samples, and compares them with the limits.

use anyhow::{Result, bail};
use serde::Serialize;

use crate::measure::{Measure, Sample};
use crate::rows::{Language, Limit, Table};
use crate::units::times;

/// The version of what `--json` writes.
const VERSION: u32 = 3;

/// Everything that was measured, as `--json` writes it.
#[derive(Serialize)]
pub(crate) struct Measured {
    pub(crate) version: u32,
    /// The day, as 2026-01-31, of UTC.
    pub(crate) date: String,
    pub(crate) quick: bool,
    pub(crate) rounds: usize,
    /// The machine and the versions, each with its name.
    pub(crate) with: Vec<(String, String)>,
    pub(crate) rows: Vec<MeasuredRow>,
}

#[derive(Serialize)]
pub(crate) struct MeasuredRow {
    pub(crate) name: &'static str,
    pub(crate) tables: Vec<MeasuredTable>,
}

/// What was measured of a table. The first side is the one that the others are compared with.
#[derive(Serialize)]
pub(crate) struct MeasuredTable {
    pub(crate) name: &'static str,
    pub(crate) work: &'static str,
    /// 10 for a tenth of the work.
    pub(crate) part: u64,
    pub(crate) by: Measure,
    pub(crate) sides: Vec<MeasuredSide>,
    /// Each round that was not quiet, counted from 1, and why.
    pub(crate) disturbed: Vec<(usize, String)>,
    /// Whether figures are of the quiet rounds alone. If most were disturbed, they are of all.
    pub(crate) quiet: bool,
    pub(crate) findings: Vec<Finding>,
}

#[derive(Serialize)]
pub(crate) struct MeasuredSide {
    pub(crate) name: &'static str,
    pub(crate) language: Language,
    pub(crate) size: u64,
    /// Why it could not be run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) missing: Option<String>,
    /// One sample per round.
    pub(crate) samples: Vec<Sample>,
    pub(crate) wall_s: Option<Figure>,
    pub(crate) cpu_s: Option<Figure>,
    pub(crate) memory_bytes: Option<Figure>,
    /// The ratio to the first side, per piece of work: the median of the rounds.
    pub(crate) ratio: Option<f64>,
}

/// A median, and the least and the most.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Figure {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

/// A limit, and whether it was kept.
#[derive(Serialize)]
pub(crate) struct Finding {
    pub(crate) text: String,
    pub(crate) kept: bool,
}

impl Measured {
    /// Nothing yet.
    pub(crate) fn new(
        quick: bool,
        rounds: usize,
        date: String,
        with: Vec<(String, String)>,
    ) -> Self {
        Self { version: VERSION, date, quick, rounds, with, rows: Vec::new() }
    }

    /// An error if one of the limits was not kept.
    pub(crate) fn judge(&self) -> Result<()> {
        let findings = self.rows.iter().flat_map(|row| &row.tables).flat_map(|one| &one.findings);
        match findings.filter(|finding| !finding.kept).count() {
            0 => Ok(()),
            count => bail!("this project exceeds {count} of its own limits"),
        }
    }
}

impl MeasuredTable {
    /// Combines the samples of all rounds. `missing` says for each side why it was not run.
    pub(crate) fn new(
        table: &Table,
        part: u64,
        missing: &[Option<String>],
        samples: &[Vec<Sample>],
    ) -> Self {
        let rounds = samples.iter().map(Vec::len).max().unwrap_or(0);
        // A round is disturbed if any of its sides was: they are compared with one another.
        let why = |round: usize| {
            let mut of_round = table.sides.iter().zip(samples).filter_map(|(side, samples)| {
                let why = samples.get(round)?.disturbed.as_ref()?;
                Some(format!("{}: {why}", side.name))
            });
            let first = of_round.next()?;
            let more = of_round.count();
            Some(if more == 0 { first } else { format!("{first}; and {more} more") })
        };
        let disturbed: Vec<(usize, String)> =
            (0..rounds).filter_map(|round| Some((round + 1, why(round)?))).collect();
        let quiet = 2 * disturbed.len() <= rounds;
        let counts =
            |round: usize| !quiet || disturbed.iter().all(|(number, _)| *number != round + 1);
        let kept: Vec<Vec<&Sample>> = samples
            .iter()
            .map(|samples| {
                let kept = samples.iter().enumerate().filter(|(round, _)| counts(*round));
                kept.map(|(_, sample)| sample).collect()
            })
            .collect();
        let place = |name: &str| table.sides.iter().position(|side| side.name == name);
        let per_piece = |of: usize, base: usize, by: Measure| {
            let pieces = table.sides[of].size as f64 / table.sides[base].size as f64;
            ratio(&kept[of], &kept[base], by).map(|ratio| ratio / pieces)
        };
        let findings = table.limits.iter().filter_map(|limit| {
            let of = place(limit.side)?;
            let found = match limit.base {
                Some(base) => per_piece(of, place(base)?, limit.by)?,
                None => figure(&kept[of], limit.by)?.median,
            };
            Some(limit.finding(found))
        });
        let findings = findings.collect();
        let sides = table.sides.iter().enumerate().map(|(n, side)| MeasuredSide {
            name: side.name,
            language: side.language(),
            size: side.size / part,
            missing: missing[n].clone(),
            wall_s: figure(&kept[n], Measure::Wall),
            cpu_s: figure(&kept[n], Measure::Cpu),
            memory_bytes: figure(&kept[n], Measure::Memory),
            ratio: per_piece(n, 0, table.by),
            samples: samples[n].clone(),
        });
        let sides = sides.collect();
        let (name, work, by) = (table.name, table.work, table.by);
        Self { name, work, part, by, sides, disturbed, quiet, findings }
    }
}

impl MeasuredTable {
    /// Whether the sides differ in how much they do.
    pub(crate) fn by_the_piece(&self) -> bool {
        self.sides.iter().any(|side| side.size != self.sides[0].size)
    }
}

impl Limit {
    fn finding(&self, found: f64) -> Finding {
        let (side, what, most) = (self.side, self.by.in_words(), times(self.most));
        let found_text = times(found);
        let text = match self.base {
            None => format!("{side}: {found_text} s of {what}; limit: {most} s"),
            Some(base) => {
                format!("{side}: {found_text} times {what} of \"{base}\"; limit: {most} times")
            }
        };
        Finding { text, kept: found <= self.most }
    }
}

fn figure(samples: &[&Sample], by: Measure) -> Option<Figure> {
    let values = samples.iter().map(|sample| sample.get(by)).collect::<Option<Vec<_>>>()?;
    Some(Figure {
        median: median(values.clone())?,
        least: values.iter().copied().fold(f64::MAX, f64::min),
        most: values.iter().copied().fold(0.0, f64::max),
    })
}

/// The median of the rounds. Each round compares two runs that came one shortly after the other.
fn ratio(of: &[&Sample], base: &[&Sample], by: Measure) -> Option<f64> {
    let ratios = of.iter().zip(base).map(|(of, base)| {
        let (of, base) = (of.get(by)?, base.get(by)?);
        (base > 0.0).then(|| of / base)
    });
    median(ratios.collect::<Option<Vec<_>>>()?)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    Some(if values.len() % 2 == 1 { upper } else { f64::midpoint(values[middle - 1], upper) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report;
    use crate::rows::{COUNTING, How, Side};

    fn sample(cpu_s: f64, disturbed: Option<&str>) -> Sample {
        let disturbed = disturbed.map(str::to_owned);
        Sample { wall_s: 1.0, cpu_s: Some(cpu_s), memory_bytes: Some(1 << 20), disturbed }
    }

    const TABLE: Table = Table {
        name: "test",
        sides: &[
            Side { name: "a", how: How::Rust(Ok), size: 10 },
            Side { name: "b", how: How::Rust(Ok), size: 100 },
        ],
        limits: &[Limit { side: "b", base: Some("a"), by: Measure::Cpu, most: 2.0 }],
        ..COUNTING
    };

    fn measured(a: &[(f64, Option<&str>)], b: &[f64]) -> MeasuredTable {
        let a = a.iter().map(|(cpu, why)| sample(*cpu, *why)).collect();
        let b = b.iter().map(|cpu| sample(*cpu, None)).collect();
        MeasuredTable::new(&TABLE, 1, &[None, None], &[a, b])
    }

    #[test]
    fn medians() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0]), Some(2.5));
    }

    #[test]
    fn a_ratio_is_the_median_of_the_rounds_by_the_piece() {
        let table = measured(&[(1.0, None), (2.0, None), (1.0, None)], &[10.0, 20.0, 50.0]);
        assert_eq!(table.sides[1].ratio, Some(1.0));
        assert_eq!(table.sides[1].cpu_s, Some(Figure { median: 20.0, least: 10.0, most: 50.0 }));
        assert!(table.findings[0].kept);
    }

    #[test]
    fn a_side_above_its_limit_fails_the_command() {
        let judged = |cpu| {
            let tables = vec![measured(&[(1.0, None)], &[cpu])];
            let measured = Measured::new(false, 1, String::new(), Vec::new());
            Measured { rows: vec![MeasuredRow { name: "test", tables }], ..measured }.judge()
        };
        assert!(judged(20.0).is_ok());
        assert!(judged(20.1).is_err());
    }

    #[test]
    fn a_disturbed_round_is_left_out_and_told() {
        let table = measured(&[(9.0, Some("noise")), (1.0, None), (1.0, None)], &[9.0, 10.0, 10.0]);
        assert_eq!(table.disturbed, [(1, "a: noise".to_owned())]);
        assert!(table.quiet);
        assert_eq!(table.sides[0].cpu_s.map(|figure| figure.most), Some(1.0));
        assert!(report::table("row", &table).contains("round 1 was disturbed"));
    }

    #[test]
    fn where_most_rounds_are_disturbed_all_count_and_it_is_told() {
        let table = measured(&[(9.0, Some("noise")), (1.0, Some("noise")), (1.0, None)], &[1.0; 3]);
        assert!(!table.quiet);
        assert_eq!(table.sides[0].cpu_s.map(|figure| figure.most), Some(9.0));
        assert!(report::table("row", &table).contains("not quiet"));
    }

    #[test]
    fn a_side_that_is_not_there_is_told() {
        let missing = [None, Some("b is not installed".into())];
        let table = MeasuredTable::new(&TABLE, 1, &missing, &[vec![sample(1.0, None)], vec![]]);
        assert!(table.findings.is_empty());
        assert!(report::table("row", &table).contains("b is not installed"));
    }
}
