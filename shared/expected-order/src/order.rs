//! An expected order, read.

use std::time::Duration;

use crate::claim::Claim;
use crate::row::{After, Row};
use crate::texts::Texts;

/// What is claimed of a run: its lines, their order, and their seconds.
#[derive(Clone, Debug)]
pub struct Order {
    rows: Vec<Row>,
    lanes: Vec<String>,
    tolerance: Duration,
    pub(crate) texts: Texts,
}

impl Order {
    /// An order of rows. Causes lead down the file, and rows that could match one line are ordered by causes.
    pub(crate) fn new(rows: Vec<Row>, lanes: Vec<String>, texts: Texts) -> Self {
        let tolerance = tolerance(&rows);
        Self { rows, lanes, tolerance, texts }
    }

    /// The rows, in the order of the file. Every cause leads from a row to one further down.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The names of the lanes, in the order of their first rows.
    #[must_use]
    pub fn lanes(&self) -> &[String] {
        &self.lanes
    }

    /// A line must come less than this many lesson seconds from its claimed second: half of the smallest
    /// gap between two seconds of the file, at most half a second. Hence the order that follows from two
    /// seconds holds whenever both seconds hold.
    #[must_use]
    pub fn tolerance(&self) -> Duration {
        self.tolerance
    }

    /// The last second that a row claims; zero if none does.
    #[must_use]
    pub fn last_second(&self) -> Duration {
        self.rows.iter().filter_map(|row| row.second).max().unwrap_or_default()
    }

    /// Every claim of the file, row by row, [`Claim::NothingElse`] last. An `after *` appears once per row,
    /// with the nearest row above of another lane in place of all rows.
    pub fn claims(&self) -> impl Iterator<Item = Claim> {
        let mut other = None;
        let of_row = move |(row, this): (usize, &Row)| {
            if row > 0 && self.rows[row - 1].lane != this.lane {
                other = Some(row - 1);
            }
            let after = match &this.after {
                After::Rows(rows) => rows.as_slice(),
                After::All => other.as_slice(),
            };
            let mut claims = vec![Claim::Comes { row }];
            claims.extend(this.above.map(|before| Claim::Lane { row, before }));
            claims.extend(after.iter().map(|&before| Claim::After { row, before }));
            claims.extend(this.second.map(|_| Claim::Second { row }));
            claims
        };
        self.rows.iter().enumerate().flat_map(of_row).chain([Claim::NothingElse])
    }
}

fn tolerance(rows: &[Row]) -> Duration {
    let mut seconds: Vec<Duration> = rows.iter().filter_map(|row| row.second).collect();
    seconds.sort_unstable();
    seconds.dedup();
    let gaps = seconds.windows(2).map(|pair| pair[1].abs_diff(pair[0]));
    gaps.chain([Duration::from_secs(1)]).min().unwrap_or_default() / 2
}
