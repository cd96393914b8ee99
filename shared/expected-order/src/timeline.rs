//! Draws a run as a picture, with a row for each lane.

use std::collections::HashMap;
use std::fmt::Write;
use std::time::Duration;

use crate::check::{Line, Verdict};
use crate::order::Order;
use crate::width::{columns, cut, pad};

/// The width of the axis, in characters, without the names of the lanes.
const WIDTH: usize = 60;

/// The width of a mark and its number, in characters.
const MARK: usize = 6;

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
    /// A row for each lane: a dot for each of its lines, a rule from the first dot to the last, and a bar
    /// for each of `polls` that held the thread long enough to be visible.
    #[must_use]
    pub fn timeline(
        &self,
        run: &[Line],
        verdict: &Verdict,
        polls: &[Poll],
        glyphs: Glyphs,
    ) -> String {
        self.timeline_so_far(run, verdict, polls, glyphs, usize::MAX, None)
    }

    /// The same for a screen with the given number of columns, and for a run that has not ended: a lane
    /// with missing lines is drawn up to `now`.
    #[must_use]
    pub fn timeline_so_far(
        &self,
        run: &[Line],
        verdict: &Verdict,
        polls: &[Poll],
        glyphs: Glyphs,
        width: usize,
        now: Option<Duration>,
    ) -> String {
        let end = run.last().map_or(Duration::ZERO, |line| line.at).max(self.last_second());
        let mut lanes = self.spoken(run, verdict, polls);
        let names = lanes.iter().map(|lane| columns(lane.name)).max().unwrap_or(0).min(NAME);
        // The label of the last mark is wider than the mark.
        let axis = Axis::to(end, width.saturating_sub(names + 4).clamp(MARK, WIDTH));
        if let Some(now) = now {
            for (row, line) in verdict.line_of.iter().enumerate() {
                if line.is_none() {
                    lanes[self.rows()[row].lane].until = Some(now.min(end));
                }
            }
        }
        let mut out = format!("{:names$}  {}\n", "", axis.scale());
        for lane in lanes {
            let name = pad(&cut(lane.name, NAME), names);
            let _ = writeln!(out, "{name}  {}", axis.lane(&lane, glyphs).trim_end());
        }
        out
    }

    /// The lanes of the file, and below them those that only `polls` names.
    fn spoken<'a>(&'a self, run: &[Line], verdict: &Verdict, polls: &[Poll<'a>]) -> Vec<Lane<'a>> {
        let mut lanes: Vec<Lane> = self.lanes().iter().map(|name| Lane::new(name)).collect();
        for (line, row) in verdict.row_of.iter().enumerate() {
            if let Some(row) = *row {
                lanes[self.rows()[row].lane].dots.push(run[line].at);
            }
        }
        if polls.is_empty() {
            return lanes;
        }
        let mut ids: HashMap<&str, usize> =
            lanes.iter().enumerate().map(|(id, lane)| (lane.name, id)).collect();
        for poll in polls {
            let id = *ids.entry(poll.lane).or_insert(lanes.len());
            if id == lanes.len() {
                lanes.push(Lane::new(poll.lane));
            }
            lanes[id].held.push((poll.from, poll.to));
        }
        lanes
    }
}

/// What the picture shows of a lane.
struct Lane<'a> {
    name: &'a str,
    /// When its lines came.
    dots: Vec<Duration>,
    /// From when to when it held the thread.
    held: Vec<(Duration, Duration)>,
    /// How far it has come, if more of its lines are expected.
    until: Option<Duration>,
}

impl<'a> Lane<'a> {
    fn new(name: &'a str) -> Self {
        Self { name, dots: Vec::new(), held: Vec::new(), until: None }
    }
}

/// Which column of the picture a time has.
struct Axis {
    end: Duration,
    /// Lesson seconds from one mark to the next.
    step: u32,
    /// Characters from one mark to the next.
    cell: usize,
}

impl Axis {
    fn to(end: Duration, width: usize) -> Self {
        // A last line at 3.02 s still fits under the mark of 3 s.
        let whole = (end.as_secs_f64() - 0.25).ceil().clamp(1.0, 1e9) as u32;
        // The step is 1, 2, 5, 10, 20, 50 …
        let mut step = 1;
        for factor in [2, 5, 10].iter().cycle() {
            if whole.div_ceil(step) as usize * MARK <= width {
                break;
            }
            let decade = 10_u32.pow(step.ilog10());
            step = decade.saturating_mul(*factor);
        }
        let marks = whole.div_ceil(step) as usize;
        Self {
            end: Duration::from_secs(u64::from(step) * marks as u64),
            step,
            cell: (width / marks).min(11),
        }
    }

    fn marks(&self) -> usize {
        (self.end.as_secs() / u64::from(self.step)) as usize
    }

    fn scale(&self) -> String {
        let width = self.cell;
        let mut out = String::new();
        for mark in 0..=self.marks() {
            let _ = write!(out, "{:width$}", format!("{}s", mark * self.step as usize));
        }
        out.trim_end().into()
    }

    fn column(&self, time: Duration) -> usize {
        let share = time.as_secs_f64() / f64::from(self.step) * self.cell as f64;
        (share.round() as usize).min(self.marks() * self.cell)
    }

    fn lane(&self, lane: &Lane, glyphs: Glyphs) -> String {
        let mut cells = vec![' '; self.marks() * self.cell + 1];
        let dots = lane.dots.iter().map(|&dot| self.column(dot));
        if let (Some(first), Some(last)) = (dots.clone().min(), dots.clone().max()) {
            let last = lane.until.map_or(last, |until| last.max(self.column(until)));
            cells[first..=last].fill(glyphs.waiting);
        }
        for &(from, to) in &lane.held {
            let (from, to) = (self.column(from), self.column(to));
            // A poll that is shorter than a character delayed nothing visible.
            if to > from {
                cells[from..=to].fill(glyphs.holding);
            }
        }
        for dot in dots {
            cells[dot] = glyphs.dot;
        }
        cells.into_iter().collect()
    }
}
