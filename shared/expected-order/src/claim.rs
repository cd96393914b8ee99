//! One thing that an expected order says about a run.

/// One thing that an expected order says about a run.
///
/// Rows are indices into [`Order::rows`](crate::Order::rows).
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

    /// Whether program order, a channel, a join or the like guarantees the claim, rather than the clock or
    /// the text.
    #[must_use]
    pub fn is_cause(self) -> bool {
        matches!(self, Self::Lane { .. } | Self::After { .. })
    }
}
