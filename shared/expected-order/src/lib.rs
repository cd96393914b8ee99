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
//! A line of standard output is on the right of the bar, and what is claimed of that line is on its
//! left. The rows of one lane come in the order of the file. A row with `after` comes after the nearest
//! row above of the lane that it names. A row with a second comes at that second. Everything else is free.
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
//! - `error`: why a file is not an expected order
//! - `pattern`: a row's text, its captures, and whether two of them could match one line
//! - `row`, `claim`: one row, and one thing that a file says about a run
//! - `texts`: which row a line belongs to, and whether causes decide it
//! - `order`: an expected order, read; `parse`: how it is read
//! - `check`: checks a run against an [`Order`], which gives a [`Verdict`]
//! - `width`: how many columns of a screen a text takes
//! - `near`: the row that an unexpected line nearly matches
//! - `explain`: describes a broken claim in an [`Explanation`]
//! - `timeline`: draws a run, with a row for each lane
//!
//! No dependencies, no input or output, no clock: the caller brings the lines and their stamps.

mod check;
mod claim;
mod error;
mod explain;
mod near;
mod order;
mod parse;
mod pattern;
mod row;
mod texts;
mod timeline;
mod width;

pub use check::{Broken, Line, Verdict};
pub use claim::Claim;
pub use error::ParseError;
pub use explain::Explanation;
pub use near::{Marked, Near};
pub use order::Order;
pub use pattern::Pattern;
pub use row::{After, Cited, Row};
pub use texts::{MAX_CAPTURE_TEXTS, MAX_SHARING_LANES};
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
