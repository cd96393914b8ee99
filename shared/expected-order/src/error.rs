//! Why a file is not an expected order.

use std::fmt;

/// Why a file is not an expected order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Line of the file, counted from 1.
    pub line: usize,
    /// Character of the line, counted from 1.
    pub column: usize,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for ParseError {}

/// What is wrong with a line, and before it the column, counted from 0.
pub(crate) type Wrong = (usize, String);

pub(crate) fn wrong<T>(column: usize, message: impl Into<String>) -> Result<T, Wrong> {
    Err((column, message.into()))
}
