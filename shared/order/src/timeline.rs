//! The run becomes a picture, a lane a row.

use std::fmt::Write;
use std::time::Duration;

use crate::parse::Order;
use crate::{Line, Verdict};

/// The width of the axis, in characters, without the names of the lanes.
const WIDTH: usize = 60;

/// The widest name of a lane.
const NAME: usize = 14;

/// A stretch of time in which a future was being polled, and so held its thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poll<'a> {
    /// The lane of the future.
    pub lane: &'a str,
    /// When the poll began, in lesson seconds after the start.
    pub from: Duration,
    /// When it returned.
    pub to: Duration,
}

/// The characters that a timeline is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    dot: char,
    waiting: char,
    holding: char,
}

impl Glyphs {
    /// For terminals that show Unicode.
    pub const UNICODE: Self = Self { dot: '●', waiting: '─', holding: '█' };
    /// For all others.
    pub const ASCII: Self = Self { dot: 'o', waiting: '-', holding: '#' };
}

impl Order {
    /// A row for each lane: a dot where it speaks, a line from its first dot to its last, and a bar
    /// where `polls` says that it held the thread for long enough to be seen.
    #[must_use]
    pub fn timeline(&self, run: &[Line], verdict: &Verdict, polls: &[Poll], glyphs: Glyphs) -> String {
        let end = run.last().map_or(Duration::ZERO, |line| line.at).max(self.last_second());
        let axis = Axis::to(end);
        let mut lanes: Vec<(&str, Vec<Duration>)> =
            self.lanes().iter().map(|name| (name.as_str(), Vec::new())).collect();
        for (line, row) in verdict.row_of.iter().enumerate() {
            if let Some(row) = row {
                lanes[self.rows()[*row].lane].1.push(run[line].at);
            }
        }
        let silent = polls.iter().map(|poll| poll.lane);
        for lane in silent {
            if lanes.iter().all(|(name, _)| *name != lane) {
                lanes.push((lane, Vec::new()));
            }
        }
        let names = lanes.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(NAME);
        let mut out = format!("{:names$}  {}\n", "", axis.scale());
        for (name, dots) in lanes {
            let name: String = name.chars().take(NAME).collect();
            let held = polls.iter().filter(|poll| poll.lane.starts_with(&name));
            let _ = writeln!(out, "{name:names$}  {}", axis.lane(&dots, held, glyphs).trim_end());
        }
        out
    }
}

/// Where a time stands in the picture.
struct Axis {
    end: Duration,
    /// Lesson seconds from one mark to the next.
    step: u32,
    /// Characters from one mark to the next.
    cell: usize,
}

impl Axis {
    fn to(end: Duration) -> Self {
        // A last line at 3.02 s still fits under the mark of 3 s.
        let whole = (end.as_secs_f64() - 0.25).ceil().clamp(1.0, 1e9) as u32;
        // A mark and its number need six characters; the step is 1, 2, 5, 10, 20, 50 …
        let mut step = 1;
        for factor in [2, 5, 10].iter().cycle() {
            if whole.div_ceil(step) as usize * 6 <= WIDTH {
                break;
            }
            let decade = 10_u32.pow(step.ilog10());
            step = decade.saturating_mul(*factor);
        }
        let marks = whole.div_ceil(step) as usize;
        Self { end: Duration::from_secs(u64::from(step) * marks as u64), step, cell: (WIDTH / marks).min(11) }
    }

    fn marks(&self) -> usize {
        (self.end.as_secs() / u64::from(self.step)) as usize
    }

    fn scale(&self) -> String {
        let marks = (0..=self.marks()).map(|mark| format!("{}s", mark * self.step as usize));
        let padded: String = marks.map(|mark| format!("{mark:width$}", width = self.cell)).collect();
        padded.trim_end().into()
    }

    fn column(&self, time: Duration) -> usize {
        let share = time.as_secs_f64() / f64::from(self.step) * self.cell as f64;
        (share.round() as usize).min(self.marks() * self.cell)
    }

    fn lane<'a>(
        &self,
        dots: &[Duration],
        held: impl Iterator<Item = &'a Poll<'a>>,
        glyphs: Glyphs,
    ) -> String {
        let mut cells = vec![' '; self.marks() * self.cell + 1];
        if let (Some(first), Some(last)) = (dots.first(), dots.last()) {
            cells[self.column(*first)..=self.column(*last)].fill(glyphs.waiting);
        }
        for poll in held {
            let (from, to) = (self.column(poll.from), self.column(poll.to));
            // A poll that is shorter than a character held nobody up.
            if to > from {
                cells[from..=to].fill(glyphs.holding);
            }
        }
        for dot in dots {
            cells[self.column(*dot)] = glyphs.dot;
        }
        cells.into_iter().collect()
    }
}
