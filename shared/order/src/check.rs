//! An [`Order`] and a run become a [`Verdict`].

use std::time::Duration;

use crate::parse::{After, Order};
use crate::{Claim, Pattern};

/// A line that a program printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// When it came, in lesson seconds after the start: the real time, divided by the length of a
    /// lesson second.
    pub at: Duration,
    /// What it says, without the line's end.
    pub text: &'a str,
}

/// What a run did with the claims of an order.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The broken claims, in the order in which the run broke them. Missing rows stand last.
    pub broken: Vec<Broken>,
    /// For each line of the run, its row; `None` for a line that no row expects.
    pub row_of: Vec<Option<usize>>,
    /// For each row, its line; `None` for a row that never came.
    pub line_of: Vec<Option<usize>>,
}

/// A claim that a run broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The claim.
    pub claim: Claim,
    /// The line of the run that broke it; `None` for a row that never came.
    pub line: Option<usize>,
    /// By how much a second was missed, in lesson seconds; zero for other claims.
    pub off: Duration,
    /// Whether a slow machine alone can have broken it: a line that came too late. Worth another
    /// try with a longer second. Everything else is broken at any speed.
    pub may_be_noise: bool,
}

impl Verdict {
    /// Whether every claim held.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.broken.is_empty()
    }

    /// Whether a slow machine alone can have broken all that is broken.
    #[must_use]
    pub fn may_be_noise(&self) -> bool {
        !self.holds() && self.broken.iter().all(|broken| broken.may_be_noise)
    }
}

impl Order {
    /// Checks a run against this order.
    ///
    /// `run` is in the order in which the lines came; their stamps do not decrease. The cost is
    /// linear in the rows, their `after`s and the lines; with captures, in their product with the
    /// number of different texts with captures, which is at most
    /// [`MAX_CAPTURE_TEXTS`](crate::MAX_CAPTURE_TEXTS).
    #[must_use]
    pub fn check(&self, run: &[Line]) -> Verdict {
        let (row_of, line_of) = self.assign(run);
        let last_above = self.last_above(&line_of);
        let mut broken = Vec::new();
        for (line, row) in row_of.iter().enumerate() {
            let Some(row) = *row else {
                broken.push(Broken::hard(Claim::NothingElse, Some(line)));
                continue;
            };
            self.check_causes(row, line, &line_of, &last_above, &mut broken);
            broken.extend(self.check_second(row, line, run[line].at));
        }
        let missing = (0..line_of.len()).filter(|&row| line_of[row].is_none());
        broken.extend(missing.map(|row| Broken::hard(Claim::Comes { row }, None)));
        Verdict { broken, row_of, line_of }
    }

    /// Gives each line its row: the first row of the file that it matches and that no line has yet.
    ///
    /// Rows that could match one line are ordered by causes, and causes lead down the file, so in
    /// a run that keeps the causes every line finds its own row.
    fn assign(&self, run: &[Line]) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
        let mut free: Vec<Option<usize>> = self.first.iter().map(|&row| Some(row)).collect();
        let mut line_of = vec![None; self.rows().len()];
        let row_of = run
            .iter()
            .enumerate()
            .map(|(index, line)| {
                let literal = self.literals.get(line.text).copied();
                let captures = self.captures.iter().copied().filter(|&class| {
                    self.text_of(class).matches(line.text)
                });
                let row = literal.into_iter().chain(captures).filter_map(|class| free[class].map(|row| (row, class))).min();
                row.map(|(row, class)| {
                    free[class] = self.next[row];
                    line_of[row] = Some(index);
                    row
                })
            })
            .collect();
        (row_of, line_of)
    }

    fn text_of(&self, class: usize) -> &Pattern {
        &self.rows()[self.first[class]].text
    }

    /// For each row, the row above of another lane whose line came last: what `after *` waits for.
    fn last_above(&self, line_of: &[Option<usize>]) -> Vec<Option<usize>> {
        let rows = self.rows();
        let later = |a: Option<usize>, b: usize| a.is_none_or(|a| line_of[b] > line_of[a]);
        // The last row so far, and the last one of any other lane than that one's.
        let (mut last, mut other): (Option<usize>, Option<usize>) = (None, None);
        (0..rows.len())
            .map(|row| {
                let same_lane = |candidate: usize| rows[candidate].lane == rows[row].lane;
                let above = if last.is_some_and(same_lane) { other } else { last };
                if later(last, row) {
                    if !last.is_some_and(same_lane) {
                        other = last;
                    }
                    last = Some(row);
                } else if !last.is_some_and(same_lane) && later(other, row) {
                    other = Some(row);
                }
                above
            })
            .collect()
    }

    fn check_causes(
        &self,
        row: usize,
        line: usize,
        line_of: &[Option<usize>],
        last_above: &[Option<usize>],
        broken: &mut Vec<Broken>,
    ) {
        // A row that never came is told as such, and not a second time by each that waits for it.
        let too_soon = |before: usize| line_of[before].is_some_and(|other| other > line);
        let this = &self.rows()[row];
        if let Some(before) = this.above.filter(|&before| too_soon(before)) {
            broken.push(Broken::hard(Claim::Lane { row, before }, Some(line)));
        }
        let after = match &this.after {
            After::Rows(rows) => rows.as_slice(),
            After::All => last_above[row].as_slice(),
        };
        for &before in after.iter().filter(|&&before| too_soon(before)) {
            broken.push(Broken::hard(Claim::After { row, before }, Some(line)));
        }
    }

    fn check_second(&self, row: usize, line: usize, at: Duration) -> Option<Broken> {
        let second = self.rows()[row].second?;
        let off = at.abs_diff(second);
        (off >= self.tolerance()).then_some(Broken {
            claim: Claim::Second { row },
            line: Some(line),
            off,
            may_be_noise: at > second,
        })
    }
}

impl Broken {
    fn hard(claim: Claim, line: Option<usize>) -> Self {
        Self { claim, line, off: Duration::ZERO, may_be_noise: false }
    }
}
