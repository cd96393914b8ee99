//! Check that a program printed the right lines, in a right order, at the right second.
//!
//! An expected order is a text file that reads like a log:
//!
//! ```text
//! 0s  producer                 | made 1
//! 0s  consumer after producer  | took 1
//! # the place that item 1 leaves is free at once
//! 0s  producer after consumer  | queued 3
//! 1s  consumer                 | finished 1
//! ```
//!
//! Right of the bar stands a line of standard output. Left of it stands what is claimed of that
//! line: the rows of one lane come in this order, a row comes `after` the nearest row above of
//! another lane, and it comes at that second. Everything else is free.
//!
//! ```
//! use expected_order::{Line, Order};
//! use std::time::Duration;
//!
//! let order: Order = "0s a | ping\n1s b after a | pong\n".parse()?;
//! let run = [
//!     Line { at: Duration::from_millis(2), text: "ping" },
//!     Line { at: Duration::from_millis(1003), text: "pong" },
//! ];
//! assert!(order.check(&run).holds());
//!
//! let swapped = [Line { text: "pong", ..run[0] }, Line { text: "ping", ..run[1] }];
//! let verdict = order.check(&swapped);
//! assert_eq!(
//!     order.headline(&verdict.broken[0], &swapped),
//!     "\"pong\" came at 0.00 s, before \"ping\" of lane a",
//! );
//! # Ok::<(), expected_order::ParseError>(())
//! ```
//!
//! # Layout
//! - `parse`: the text becomes an [`Order`], or a [`ParseError`] with line and column
//! - `pattern`: a row's text, its captures, and whether two of them could match one line
//! - `texts`: which row a line belongs to, and whether causes decide it
//! - `check`: an [`Order`] and a run become a [`Verdict`]
//! - `explain`: a broken claim becomes words, the run becomes columns
//! - `timeline`: the run becomes a picture, a lane a row
//!
//! No dependencies, no input or output, no clock: the caller brings the lines and their stamps.

mod check;
mod explain;
mod parse;
mod pattern;
mod texts;
mod timeline;

pub use check::{Broken, Line, Verdict};
pub use parse::{After, MAX_CAPTURE_TEXTS, MAX_SHARING_LANES, Order, ParseError, Row};
pub use pattern::Pattern;
pub use timeline::{Glyphs, Poll};

use std::time::Duration;

/// A real time in lesson seconds, where a lesson second takes `second`.
///
/// # Panics
/// If `second` is zero.
#[must_use]
pub fn lesson_time(real: Duration, second: Duration) -> Duration {
    Duration::from_secs_f64(real.as_secs_f64() / second.as_secs_f64())
}

/// One thing that an expected order says of a run.
///
/// Rows are indices into [`Order::rows`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Claim {
    /// The row's line comes.
    Comes {
        /// The row.
        row: usize,
    },
    /// The row comes after `before`, the row above it in its lane. A cause.
    Lane {
        /// The later row.
        row: usize,
        /// The earlier row.
        before: usize,
    },
    /// The row comes after `before`, the nearest row above of a lane that its `after` names. For
    /// `after *`, `before` is one row of those above: the one that came last. A cause.
    After {
        /// The later row.
        row: usize,
        /// The earlier row.
        before: usize,
    },
    /// The row comes at its second. The clock.
    Second {
        /// The row.
        row: usize,
    },
    /// No line comes that no row expects.
    NothingElse,
}

impl Claim {
    /// The row that the claim is about, if it is about one.
    #[must_use]
    pub fn row(self) -> Option<usize> {
        match self {
            Self::Comes { row }
            | Self::Lane { row, .. }
            | Self::After { row, .. }
            | Self::Second { row } => Some(row),
            Self::NothingElse => None,
        }
    }

    /// Whether program order, a channel, a join or the like stands behind the claim, rather than
    /// the clock or the text.
    #[must_use]
    pub fn is_cause(self) -> bool {
        matches!(self, Self::Lane { .. } | Self::After { .. })
    }
}
