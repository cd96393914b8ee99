//! A broken claim becomes words, the run becomes columns.

use std::fmt::Write;
use std::time::Duration;

use crate::parse::{Order, seconds};
use crate::{Broken, Claim, Line, Verdict};

/// How many lines of the run an explanation shows before the one that broke the claim.
const CONTEXT: usize = 6;

/// The widest column of a lane, in characters.
const COLUMN: usize = 22;

/// The longest line that a sentence quotes in full.
const SENTENCE: usize = 120;

impl Order {
    /// What broke, in one sentence.
    #[must_use]
    pub fn headline(&self, broken: &Broken, run: &[Line]) -> String {
        let came = broken.line.map(|line| {
            format!("\"{}\" came at {}", cut(run[line].text, SENTENCE), at(run[line].at))
        });
        let came = came.unwrap_or_default();
        match broken.claim {
            Claim::Comes { row } => format!("\"{}\" never came", self.rows()[row].text),
            Claim::Lane { before, .. } | Claim::After { before, .. } => {
                let earlier = &self.rows()[before];
                format!(
                    "{came}, before \"{}\" of lane {}",
                    earlier.text,
                    self.lanes()[earlier.lane]
                )
            }
            Claim::Second { row } => {
                let second = self.rows()[row].second.unwrap_or_default();
                let previous = broken.line.filter(|&line| line > 0).map(|line| run[line - 1].text);
                let previous = previous
                    .map(|text| format!(", after \"{}\"", cut(text, SENTENCE)))
                    .unwrap_or_default();
                format!("{came}{previous}; expected at {}", seconds(second))
            }
            Claim::NothingElse => {
                let doubled =
                    broken.line.is_some_and(|line| self.texts.expects(self.rows(), run[line].text));
                let why =
                    if doubled { "more often than expected" } else { "and no row expects it" };
                format!("{came}, {why}")
            }
        }
    }

    /// The headline, the row as `file` has it with its comment, the kind of claim, and the run up
    /// to there with a column for each lane.
    #[must_use]
    pub fn explain(&self, broken: &Broken, run: &[Line], verdict: &Verdict, file: &str) -> String {
        let mut out = self.headline(broken, run);
        out.push('\n');
        if let Some(row) = broken.claim.row().map(|row| &self.rows()[row]) {
            let _ = writeln!(out, "    {file}:{}: {} | {}", row.line, row.claims, row.text);
            if !row.why.is_empty() {
                let _ = writeln!(out, "    why it should hold: {}", row.why);
            }
        }
        let _ = writeln!(out, "    {}", self.kind(broken, run, verdict));
        out.push('\n');
        self.columns(&mut out, broken, run, verdict);
        out
    }

    fn kind(&self, broken: &Broken, run: &[Line], verdict: &Verdict) -> String {
        let lane = |row: usize| &self.lanes()[self.rows()[row].lane];
        let time =
            |row: usize| verdict.line_of[row].map_or_else(String::new, |line| at(run[line].at));
        match broken.claim {
            Claim::Comes { .. } => {
                "broken: the line itself; a row is a promise that it comes".into()
            }
            Claim::Lane { row, before } => format!(
                "broken: a cause; lane {} keeps the order of its rows, and that one came at {}",
                lane(row),
                time(before)
            ),
            Claim::After { before, .. } => format!(
                "broken: a cause; this row comes after that one of lane {}, which came at {}",
                lane(before),
                time(before)
            ),
            Claim::Second { .. } if broken.may_be_noise => {
                format!("broken: the clock; {} too late", at(broken.off))
            }
            Claim::Second { .. } => {
                format!(
                    "broken: the clock; {} too early, which no slow machine explains",
                    at(broken.off)
                )
            }
            Claim::NothingElse => {
                "broken: nothing else comes; a line that is meant needs a row of its own".into()
            }
        }
    }

    /// The end of what an explanation shows where the line that should have come before stands near
    /// enough to be shown as well.
    fn compared(broken: &Broken, verdict: &Verdict) -> Option<usize> {
        let (Claim::Lane { before, .. } | Claim::After { before, .. }) = broken.claim else {
            return None;
        };
        let other = verdict.line_of[before]?;
        (other <= broken.line? + CONTEXT).then_some(other + 1)
    }

    /// The lines around the broken one, each in the column of its lane.
    fn columns(&self, out: &mut String, broken: &Broken, run: &[Line], verdict: &Verdict) {
        if run.is_empty() {
            out.push_str("    not one line came\n");
            return;
        }
        let here = broken.line.map_or(run.len(), |line| line + 1);
        let shown =
            here.saturating_sub(CONTEXT + 1)..Self::compared(broken, verdict).unwrap_or(here);
        // Only lanes that speak here get a column; lines without a row stand in a last one.
        let lane_of = |line: usize| verdict.row_of[line].map(|row| self.rows()[row].lane);
        let mut lanes: Vec<Option<usize>> = shown.clone().map(lane_of).collect();
        lanes.sort_unstable_by_key(|lane| lane.unwrap_or(usize::MAX));
        lanes.dedup();
        let name = |lane: Option<usize>| lane.map_or("(no lane)", |lane| &self.lanes()[lane]);
        let width = |lane: Option<usize>| {
            let lines = shown.clone().filter(|&line| lane_of(line) == lane);
            let longest = lines.map(|line| run[line].text.chars().count()).max().unwrap_or(0);
            longest.max(name(lane).chars().count()).min(COLUMN)
        };
        let widths: Vec<usize> = lanes.iter().map(|&lane| width(lane)).collect();
        let cells = |f: &dyn Fn(usize) -> String| {
            let cells =
                widths.iter().enumerate().map(|(column, &width)| format!("{:width$}", f(column)));
            cells.collect::<Vec<_>>().join("  ")
        };
        let _ = writeln!(
            out,
            "    {:9}{}",
            "",
            cells(&|column| cut(name(lanes[column]), COLUMN)).trim_end()
        );
        for line in shown.clone() {
            let text = cells(&|column| {
                if lane_of(line) == lanes[column] {
                    cut(run[line].text, COLUMN)
                } else {
                    String::new()
                }
            });
            let mark = if broken.line == Some(line) { "  <-- here" } else { "" };
            let _ = writeln!(out, "    {:>7}  {}{mark}", at(run[line].at), text.trim_end());
        }
        if broken.line.is_none() {
            let _ = writeln!(out, "    {:>7}  and nothing more", "");
        }
    }
}

/// A time as a person reads it: `3.00 s`.
pub(crate) fn at(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// Control characters made visible, and no more than `most` characters.
fn cut(text: &str, most: usize) -> String {
    let clean = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    if text.chars().nth(most).is_none() {
        return clean.collect();
    }
    clean.take(most - 3).chain("...".chars()).collect()
}
