//! Describes a broken claim in words, and shows the run in columns.

use std::fmt::{self, Write};
use std::time::Duration;

use crate::check::{Broken, Line, Verdict};
use crate::claim::Claim;
use crate::near::Near;
use crate::order::Order;
use crate::row::{Row, seconds};
use crate::width::{columns, cut, pad};

/// How many lines of the run an explanation shows before the one that broke the claim.
const CONTEXT: usize = 6;

/// The widest column of a lane, in characters.
const COLUMN: usize = 22;

/// The longest line that a sentence quotes in full.
const SENTENCE: usize = 120;

/// Why a claim is broken, in parts. Its [`Display`](fmt::Display) shows all of them.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What broke, in one sentence.
    pub headline: String,
    /// The row that the claim is about, if it is about one.
    pub row: Option<usize>,
    /// That row, or the near one, as its file has it, with the file's name and the line.
    pub cited: Option<String>,
    /// The row's comment, which says why the claim should hold; empty if it has none.
    pub why: String,
    /// Which kind of claim broke, and how.
    pub kind: String,
    /// The row that an unexpected line nearly is.
    pub near: Option<Near>,
    /// The lines around the broken one, each in the column of its lane. Each line ends with a line end.
    pub columns: String,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.headline)?;
        if let (Some(cited), Some(near)) = (&self.cited, &self.near) {
            writeln!(f, "    this row is still missing: {cited}")?;
            for line in near.lines() {
                writeln!(f, "    {line}")?;
            }
        } else if let Some(cited) = &self.cited {
            writeln!(f, "    {cited}")?;
        }
        if !self.why.is_empty() {
            writeln!(f, "    why it should hold: {}", self.why)?;
        }
        writeln!(f, "    {}\n", self.kind)?;
        f.write_str(&self.columns)
    }
}

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

    /// Why a claim is broken. `file` is the name of this order's file, as a reader knows it.
    #[must_use]
    pub fn explain(
        &self,
        broken: &Broken,
        run: &[Line],
        verdict: &Verdict,
        file: &str,
    ) -> Explanation {
        let row = broken.claim.row();
        let cited = |row: &Row| row.cite(file).to_string();
        let near = match (broken.claim, broken.line) {
            (Claim::NothingElse, Some(line)) => self.near(run[line].text, line, verdict),
            _ => None,
        };
        Explanation {
            headline: self.headline(broken, run),
            row,
            cited: row.or(near.as_ref().map(|near| near.row)).map(|row| cited(&self.rows()[row])),
            why: row.map(|row| self.rows()[row].why.clone()).unwrap_or_default(),
            kind: self.kind(broken, run, verdict),
            near,
            columns: self.columns(broken, run, verdict),
        }
    }

    fn kind(&self, broken: &Broken, run: &[Line], verdict: &Verdict) -> String {
        let lane = |row: usize| &self.lanes()[self.rows()[row].lane];
        let time =
            |row: usize| verdict.line_of[row].map_or_else(String::new, |line| at(run[line].at));
        match broken.claim {
            Claim::Comes { .. } => "broken: the line itself. Every row's line must come".into(),
            Claim::Lane { row, before } => format!(
                "broken: a cause. Lane {} keeps the order of its rows, and the earlier row's line came at {}",
                lane(row),
                time(before)
            ),
            Claim::After { before, .. } => format!(
                "broken: a cause. This line must come after that line of lane {}, which came at {}",
                lane(before),
                time(before)
            ),
            Claim::Second { .. } if broken.may_be_noise => {
                format!("broken: the clock. The line is {} too late", at(broken.off))
            }
            Claim::Second { .. } => {
                format!(
                    "broken: the clock. The line is {} too early, and a slow machine never makes a line early",
                    at(broken.off)
                )
            }
            Claim::NothingElse => {
                "broken: nothing else comes. If this line belongs to the program, give it a row"
                    .into()
            }
        }
    }

    /// The end of the shown lines, if the line that should have come before is close enough to show, too.
    fn compared(broken: &Broken, verdict: &Verdict) -> Option<usize> {
        let (Claim::Lane { before, .. } | Claim::After { before, .. }) = broken.claim else {
            return None;
        };
        let other = verdict.line_of[before]?;
        (other <= broken.line? + CONTEXT).then_some(other + 1)
    }

    /// The lines around the broken one, each in the column of its lane.
    fn columns(&self, broken: &Broken, run: &[Line], verdict: &Verdict) -> String {
        if run.is_empty() {
            return "    no line came\n".into();
        }
        let mut out = String::new();
        let here = broken.line.map_or(run.len(), |line| line + 1);
        let shown =
            here.saturating_sub(CONTEXT + 1)..Self::compared(broken, verdict).unwrap_or(here);
        // Only lanes with lines here get a column. Lines without a row are in the last column.
        let lane_of = |line: usize| verdict.row_of[line].map(|row| self.rows()[row].lane);
        let mut lanes: Vec<Option<usize>> = shown.clone().map(lane_of).collect();
        lanes.sort_unstable_by_key(|lane| lane.unwrap_or(usize::MAX));
        lanes.dedup();
        let name = |lane: Option<usize>| lane.map_or("(no lane)", |lane| &self.lanes()[lane]);
        let width = |lane: Option<usize>| {
            let lines = shown.clone().filter(|&line| lane_of(line) == lane);
            let longest =
                lines.map(|line| columns(&cut(run[line].text, COLUMN))).max().unwrap_or(0);
            longest.max(columns(name(lane))).min(COLUMN)
        };
        let widths: Vec<usize> = lanes.iter().map(|&lane| width(lane)).collect();
        let cells = |f: &dyn Fn(usize) -> String| {
            let cells = widths.iter().enumerate().map(|(column, &width)| pad(&f(column), width));
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
        out
    }
}

/// A time as a person reads it: `3.00 s`.
pub(crate) fn at(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
