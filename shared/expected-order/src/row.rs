//! One row of an expected order.

use std::fmt;
use std::time::Duration;

use crate::pattern::Pattern;

/// One line of standard output and what is claimed of it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Index into [`Order::lanes`](crate::Order::lanes).
    pub lane: usize,
    /// The row above it in its lane.
    pub above: Option<usize>,
    /// Its `after`.
    pub after: After,
    /// When the line comes, in lesson seconds after the start.
    pub second: Option<Duration>,
    /// The line's text.
    pub text: Pattern,
    /// The comment right above the row, without `#`; empty if there is none.
    pub why: String,
    /// The row's line in its file, counted from 1.
    pub line: usize,
    /// The claims as written, left of the bar.
    pub claims: String,
}

/// The `after` of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// `after A B`: these rows, the nearest above of each lane. Empty without an `after`.
    Rows(Vec<usize>),
    /// `after *`: all rows above.
    All,
}

impl Row {
    /// The row as its file has it, for a person to find: `expected.order:3: 0s b after a | b: started`.
    #[must_use]
    pub fn cite<'a>(&'a self, file: &'a str) -> Cited<'a> {
        Cited { row: self, file }
    }
}

/// A row as its file has it. From [`Row::cite`].
#[derive(Clone, Copy, Debug)]
pub struct Cited<'a> {
    row: &'a Row,
    file: &'a str,
}

impl fmt::Display for Cited<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { line, claims, text, .. } = self.row;
        write!(f, "{}:{line}: {claims} | {text}", self.file)
    }
}

/// A second as a file would write it: `2s`, `0.5s`.
pub(crate) fn seconds(second: Duration) -> String {
    let micros = second.subsec_micros();
    if micros == 0 {
        return format!("{}s", second.as_secs());
    }
    format!("{}.{}s", second.as_secs(), format!("{micros:06}").trim_end_matches('0'))
}
