//! A run as a picture: a row for each lane, a dot for each of its lines, and a bar for each time that it
//! holds the thread. Also the same as a table.

use std::fmt::Write;
use std::time::Duration;

use expected_order::{Line, Order, Poll, Verdict};

use crate::html;

const WIDTH: f64 = 560.0;
const TOP: f64 = 26.0;
const LANE: f64 = 30.0;
const RIGHT: f64 = 36.0;

/// About the width of a letter of a lane's name.
const LETTER: f64 = 7.6;

/// The most letters of a lane's name that are shown.
const NAME: usize = 18;

/// The narrowest bar. A shorter poll delayed nothing visible.
const BAR: f64 = 3.0;

/// What is drawn.
pub(crate) struct Picture<'a> {
    pub(crate) id: &'a str,
    /// A description, for people who cannot see it.
    pub(crate) title: &'a str,
    pub(crate) order: &'a Order,
    pub(crate) lines: &'a [Line<'a>],
    pub(crate) verdict: &'a Verdict,
    pub(crate) polls: &'a [Poll<'a>],
    /// The last second of the axis, at least; two pictures are compared on one scale.
    pub(crate) end: Duration,
    /// The line that breaks a claim.
    pub(crate) broken: Option<usize>,
}

/// The last second that a picture has to show.
pub(crate) fn end(order: &Order, lines: &[Line]) -> Duration {
    lines.last().map_or(Duration::ZERO, |line| line.at).max(order.last_second())
}

impl Picture<'_> {
    /// The picture, as inline SVG.
    pub(crate) fn svg(&self) -> String {
        let lanes = self.lanes();
        let letters = lanes.iter().map(|lane| lane.chars().count().min(NAME)).max().unwrap_or(0);
        let axis = Axis::to(self.end, letters as f64 * LETTER + 14.0);
        let height = TOP + LANE * lanes.len() as f64 + 6.0;
        let mut out = format!(
            "<svg class=\"timeline\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\"><title id=\"{id}-title\">{title}</title>\
             <desc id=\"{id}-desc\">{desc}</desc>",
            id = self.id,
            title = html::text(self.title),
            desc = html::text(&self.description(&lanes)),
        );
        for mark in axis.marks() {
            let x = axis.x(mark);
            let _ = write!(
                out,
                "<line class=\"grid\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{height}\"/>\
                 <text class=\"mark\" x=\"{x:.1}\" y=\"16\">{}</text>",
                html::second(mark),
            );
        }
        for (number, name) in lanes.iter().enumerate() {
            self.lane(&mut out, &axis, number, name);
        }
        out + "</svg>"
    }

    /// The lanes of the file, below them those that only `polls` names, and last a lane for lines
    /// that no row expects.
    fn lanes(&self) -> Vec<&str> {
        let mut lanes: Vec<&str> = self.order.lanes().iter().map(String::as_str).collect();
        for poll in self.polls {
            if !lanes.contains(&poll.lane) {
                lanes.push(poll.lane);
            }
        }
        if self.verdict.row_of.contains(&None) {
            lanes.push(NO_ROW);
        }
        lanes
    }

    fn lane_of(&self, line: usize) -> &str {
        let row = self.verdict.row_of[line].map(|row| self.order.rows()[row].lane);
        row.map_or(NO_ROW, |lane| &self.order.lanes()[lane])
    }

    fn lane(&self, out: &mut String, axis: &Axis, number: usize, name: &str) {
        let y = TOP + LANE * (number as f64 + 0.5);
        let shown: String = name.chars().take(NAME).collect();
        let _ = write!(
            out,
            "<text class=\"lane\" x=\"4\" y=\"{:.1}\">{}</text>",
            y + 4.5,
            html::text(&shown)
        );
        let said: Vec<usize> =
            (0..self.lines.len()).filter(|&line| self.lane_of(line) == name).collect();
        let x = |line: &usize| axis.x(self.lines[*line].at);
        if let (Some(first), Some(last)) = (said.first(), said.last())
            && x(last) > x(first)
        {
            let _ = write!(
                out,
                "<line class=\"waits\" x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{y}\" y2=\"{y}\"/>",
                x(first),
                x(last)
            );
        }
        for poll in self.polls.iter().filter(|poll| poll.lane == name) {
            let (from, to) = (axis.x(poll.from), axis.x(poll.to));
            if to - from >= BAR {
                let _ = write!(
                    out,
                    "<rect class=\"holds\" x=\"{from:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"12\"/>",
                    y - 6.0,
                    to - from,
                );
            }
        }
        // Lines that come together are drawn one above the other, within the height of the lane.
        let mut level = 0;
        for (n, line) in said.iter().enumerate() {
            let together = n > 0 && x(line) - x(&said[n - 1]) < 7.0;
            level = if together { level + 1 } else { 0 };
            let y = y + [0.0, -8.0, 8.0][level % 3];
            let broken = if self.broken == Some(*line) { " broken" } else { "" };
            let _ = write!(
                out,
                "<circle class=\"says{broken}\" data-line=\"{line}\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"4.5\">\
                 <title>{} {}</title></circle>",
                x(line),
                html::at(self.lines[*line].at),
                html::text(self.lines[*line].text),
            );
            if !broken.is_empty() {
                let x = x(line);
                let (left, right, top, low) = (x - 9.0, x + 9.0, y - 9.0, y + 9.0);
                let _ = write!(
                    out,
                    "<path class=\"cross\" d=\"M{left:.1} {top:.1}L{right:.1} {low:.1}M{left:.1} {low:.1}L{right:.1} {top:.1}\"/>"
                );
            }
        }
    }

    /// The first and the last line of each lane, in words.
    fn description(&self, lanes: &[&str]) -> String {
        let told = lanes.iter().map(|name| {
            let times = (0..self.lines.len())
                .filter(|&line| self.lane_of(line) == *name)
                .map(|line| html::at(self.lines[line].at));
            let times: Vec<String> = times.collect();
            match times.as_slice() {
                [] => format!("{name} says nothing."),
                [only] => format!("{name} speaks at {only}."),
                [first, .., last] => {
                    format!("{name} speaks {} times, from {first} to {last}.", times.len())
                }
            }
        });
        told.collect::<Vec<_>>().join(" ")
    }

    /// What the picture shows, as a table.
    pub(crate) fn table(&self) -> String {
        let mut out = format!(
            "<div class=\"table-wrapper\"><table><caption>{}</caption><thead><tr><th scope=\"col\">came at</th>\
             <th scope=\"col\">lane</th><th scope=\"col\">line</th></tr></thead><tbody>",
            html::text(self.title)
        );
        for (number, line) in self.lines.iter().enumerate() {
            let broken =
                if self.broken == Some(number) { " <strong>breaks the claim</strong>" } else { "" };
            let _ = write!(
                out,
                "<tr><td>{}</td><td>{}</td><td><code>{}</code>{broken}</td></tr>",
                html::at(line.at),
                html::text(self.lane_of(number)),
                html::text(line.text),
            );
        }
        out + "</tbody></table></div>"
    }
}

const NO_ROW: &str = "(no row)";

/// Maps times to columns of the picture.
struct Axis {
    left: f64,
    /// Lesson seconds from one mark to the next.
    step: u32,
    marks: u32,
}

impl Axis {
    fn to(end: Duration, left: f64) -> Self {
        // A last line at 3.02 s is still drawn under the mark of 3 s.
        let whole = (end.as_secs_f64() - 0.25).ceil().clamp(1.0, 1e6) as u32;
        let steps = (0..6).flat_map(|power| [1, 2, 5].map(|step| step * 10_u32.pow(power)));
        let step = steps.into_iter().find(|step| whole.div_ceil(*step) <= 10).unwrap_or(1_000_000);
        Self { left, step, marks: whole.div_ceil(step) }
    }

    fn marks(&self) -> impl Iterator<Item = Duration> {
        (0..=self.marks).map(|mark| Duration::from_secs(u64::from(mark * self.step)))
    }

    fn x(&self, time: Duration) -> f64 {
        let share = time.as_secs_f64() / f64::from(self.marks * self.step);
        // A line that is a little late on the last second is still inside the picture.
        (self.left + share * (WIDTH - self.left - RIGHT)).min(WIDTH - 10.0)
    }
}
