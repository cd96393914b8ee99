//! An [`Order`] and a run become a [`Verdict`].

use std::time::Duration;

use crate::claim::Claim;
use crate::order::Order;
use crate::row::After;

/// A line that a program printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// When it came, in lesson seconds after the start: the real time, divided by the length of a
    /// lesson second.
    pub at: Duration,
    /// Its text, without the line's end.
    pub text: &'a str,
}

/// What a run did with the claims of an order.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The broken claims, in the order in which the run broke them. Missing rows come last.
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
    /// Whether a slow machine alone can have broken it: a line came too late. Then another try with a
    /// longer second is worthwhile. Everything else is broken at any speed.
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
    /// [`MAX_CAPTURE_TEXTS`](crate::MAX_CAPTURE_TEXTS). What is broken is sorted.
    #[must_use]
    pub fn check(&self, run: &[Line]) -> Verdict {
        let (row_of, line_of) = self.assign(run);
        let foreign = (0..run.len()).filter(|&line| row_of[line].is_none());
        let mut broken: Vec<Broken> =
            foreign.map(|line| Broken::hard(Claim::NothingElse, Some(line))).collect();
        let mut latest = Latest::default();
        for (row, line) in line_of.iter().enumerate() {
            if let Some(line) = *line {
                let star = latest.of_other_lanes(self.rows()[row].lane);
                self.check_causes(row, line, star, &line_of, &mut broken);
                broken.extend(self.check_second(row, line, run[line].at));
                latest.see(self.rows()[row].lane, line, row);
            } else {
                broken.push(Broken::hard(Claim::Comes { row }, None));
            }
        }
        broken.sort_by_key(|broken| broken.line.unwrap_or(usize::MAX));
        Verdict { broken, row_of, line_of }
    }

    /// Gives each line its row, and each row its line.
    fn assign(&self, run: &[Line]) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
        let mut free = self.texts.free(self.rows());
        let row_of: Vec<Option<usize>> = run.iter().map(|line| free.take(line.text)).collect();
        let mut line_of = vec![None; self.rows().len()];
        for (line, row) in row_of.iter().enumerate() {
            if let Some(row) = *row {
                line_of[row] = Some(line);
            }
        }
        (row_of, line_of)
    }

    /// `star` is what an `after *` of this row comes after.
    fn check_causes(
        &self,
        row: usize,
        line: usize,
        star: Option<usize>,
        line_of: &[Option<usize>],
        broken: &mut Vec<Broken>,
    ) {
        // A row that never came is reported once, and not again for each row that comes after it.
        let too_soon = |before: usize| line_of[before].is_some_and(|other| other > line);
        let this = &self.rows()[row];
        if let Some(before) = this.above.filter(|&before| too_soon(before)) {
            broken.push(Broken::hard(Claim::Lane { row, before }, Some(line)));
        }
        let after = match &this.after {
            After::Rows(rows) => rows.as_slice(),
            After::All => star.as_slice(),
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

/// Of the rows above, the one whose line came last, and the last one that is in another lane than that.
#[derive(Default)]
struct Latest {
    first: Option<Seen>,
    second: Option<Seen>,
}

#[derive(Clone, Copy)]
struct Seen {
    lane: usize,
    line: usize,
    row: usize,
}

impl Latest {
    fn of_other_lanes(&self, lane: usize) -> Option<usize> {
        let other = |seen: &Seen| seen.lane != lane;
        self.first.filter(other).or(self.second).map(|seen| seen.row)
    }

    fn see(&mut self, lane: usize, line: usize, row: usize) {
        let later = |than: Option<Seen>| than.is_none_or(|seen| seen.line < line);
        let same = self.first.is_some_and(|seen| seen.lane == lane);
        let seen = Some(Seen { lane, line, row });
        if later(self.first) {
            if !same {
                self.second = self.first;
            }
            self.first = seen;
        } else if !same && later(self.second) {
            self.second = seen;
        }
    }
}

impl Broken {
    /// Whether the program has certainly broken it. A delay of less than one lesson second is not certain,
    /// because a slow machine may have added it.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        !self.may_be_noise || self.off >= Duration::from_secs(1)
    }

    fn hard(claim: Claim, line: Option<usize>) -> Self {
        Self { claim, line, off: Duration::ZERO, may_be_noise: false }
    }
}
