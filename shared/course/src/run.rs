//! What a program did, and the report on it.

use std::fmt;
use std::time::Duration;

use expected_order::{Line, Order, Poll, Verdict};
use in_order::report::{self, Heard, Report, Style};
use serde::{Deserialize, Serialize};

use crate::seconds;

/// What a program did. All times but the length of a second are lesson seconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    /// The length of a lesson second, in real time.
    #[serde(rename = "second_s", with = "seconds")]
    pub second: Duration,
    /// The lines that it said.
    pub lines: Vec<Said>,
    /// Each poll of a future that the program records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polls: Vec<PollSpan>,
    /// Each wake of such a future.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wakes: Vec<Wake>,
    /// How long it took.
    #[serde(rename = "took_s", with = "seconds")]
    pub took: Duration,
    /// What is wrong besides the claims: how it ended, what it left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub troubles: Vec<Trouble>,
    /// The end of its standard error.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stderr: String,
}

/// A line that a program said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// When, after the start.
    #[serde(rename = "at_s", with = "seconds")]
    pub at: Duration,
    /// What it says, without the line's end.
    pub text: String,
    /// The file and the line of the `say!`, where the program recorded them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub src: Option<(String, u32)>,
}

/// A poll of a future, from its beginning to its return.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PollSpan {
    /// The lane of the future.
    pub lane: String,
    /// When the poll began.
    #[serde(rename = "from_s", with = "seconds")]
    pub from: Duration,
    /// When it returned.
    #[serde(rename = "to_s", with = "seconds")]
    pub to: Duration,
}

/// A wake of a future.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wake {
    /// The lane of the future.
    pub lane: String,
    /// When.
    #[serde(rename = "at_s", with = "seconds")]
    pub at: Duration,
}

/// Something wrong with a run besides the claims that it breaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Trouble {
    /// It still ran at its limit and ended itself.
    HangsUntilLimit,
    /// It still ran when its time was up, and was killed.
    HangsUntilKilled {
        /// After this many real seconds.
        real_s: f64,
    },
    /// It ended, and a process that it started still holds its output open.
    LeftBehind,
    /// It printed more than is kept.
    Flooded {
        /// How much it printed.
        bytes: u64,
        /// The last line, or its beginning.
        last: String,
    },
    /// Its last line has no line end.
    HalfLine,
    /// A line came on standard output that did not come from `say!`.
    NotSaid {
        /// The line, or its beginning.
        line: String,
    },
    /// A line came from `say!` but not on standard output.
    NotPrinted {
        /// The line, or its beginning.
        line: String,
    },
    /// Main panicked.
    Panicked {
        /// The exit status.
        status: String,
    },
    /// Main returned an error.
    Returned {
        /// The exit status.
        status: String,
    },
    /// A twin's `with lesson()` block raised an exception.
    Raised {
        /// The exit status.
        status: String,
    },
    /// A twin called `sys.exit` inside of `with lesson()`.
    Exited {
        /// The exit status.
        status: String,
    },
    /// A panic that the lesson does not expect, or an expected one that did not come.
    Unexpected {
        /// A description, in one sentence.
        what: String,
    },
    /// It ended without `lesson.finish()`.
    Unfinished {
        /// The exit status.
        status: String,
    },
    /// A twin's lesson ended as it should, but the twin itself did not.
    EndedAfterwards {
        /// The exit status.
        status: String,
    },
    /// It ended with a status that no lesson has.
    Ended {
        /// The exit status.
        status: String,
    },
    /// Its trace cannot be read.
    BadTrace {
        /// What is wrong with the trace.
        what: String,
        /// The exit status.
        status: String,
    },
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HangsUntilLimit => {
                f.write_str("it hangs: it was still running at its limit, and ended itself")
            }
            Self::HangsUntilKilled { real_s } => {
                write!(
                    f,
                    "it hangs: it was still running after {real_s:.1} real seconds and was killed"
                )
            }
            Self::LeftBehind => f.write_str("it left behind a process that holds its output open"),
            Self::Flooded { bytes, last } => {
                write!(
                    f,
                    "it printed {bytes} bytes; a lesson prints a few lines. The last line: {last}"
                )
            }
            Self::HalfLine => f.write_str("its last line does not end with a newline"),
            Self::NotSaid { line } => write!(
                f,
                "it printed \"{line}\" without say!, and only lines printed with say! match a row"
            ),
            Self::NotPrinted { line } => {
                write!(f, "it called say! with \"{line}\", but that line is not on standard output")
            }
            Self::Panicked { status } => {
                write!(f, "main panicked before lesson.finish() ({status})")
            }
            Self::Returned { status } => {
                write!(f, "main returned an error before lesson.finish() ({status})")
            }
            Self::Raised { status } => write!(f, "the twin raised an exception ({status})"),
            Self::Exited { status } => {
                write!(f, "the twin called sys.exit inside `with lesson():` ({status})")
            }
            Self::Unexpected { what } => f.write_str(what),
            Self::Unfinished { status } => {
                write!(f, "it ended without lesson.finish() ({status})")
            }
            Self::EndedAfterwards { status } => {
                write!(f, "the twin ended with {status} after its lesson")
            }
            Self::Ended { status } => write!(f, "it ended with {status}"),
            Self::BadTrace { what, status } => write!(f, "{what} ({status})"),
        }
    }
}

impl Run {
    /// Its lines, as the expected order checks them.
    #[must_use]
    pub fn lines(&self) -> Vec<Line<'_>> {
        self.lines.iter().map(|said| Line { at: said.at, text: &said.text }).collect()
    }

    /// Its polls, as the timeline draws them.
    #[must_use]
    pub fn polls(&self) -> Vec<Poll<'_>> {
        let poll = |poll: &'_ PollSpan| (poll.from, poll.to);
        self.polls
            .iter()
            .map(|of| {
                let (from, to) = poll(of);
                Poll { lane: &of.lane, from, to }
            })
            .collect()
    }

    /// Checks it against the claims of `order`.
    #[must_use]
    pub fn check(&self, order: &Order) -> Verdict {
        order.check(&self.lines())
    }

    /// Whether it reached a time limit, and ended itself or was killed.
    #[must_use]
    pub fn hangs(&self) -> bool {
        let hangs = |trouble: &Trouble| {
            matches!(trouble, Trouble::HangsUntilLimit | Trouble::HangsUntilKilled { .. })
        };
        self.troubles.iter().any(hangs)
    }

    /// All that is wrong besides the claims, in one sentence; nothing if nothing is.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        let troubles = self.troubles.iter().map(ToString::to_string);
        troubles.reduce(|all, one| format!("{all}; {one}"))
    }

    /// The report, as the lesson itself would print it, and the end of the program's standard error.
    #[must_use]
    pub fn report(&self, order: &Order, title: &str, file: &str, style: Style) -> String {
        let (lines, polls) = (self.lines(), self.polls());
        let verdict = order.check(&lines);
        let last = if self.hangs() { self.last_heard(order, &verdict) } else { String::new() };
        let trouble = self.trouble().map(|trouble| trouble + &last);
        let report = Report {
            title,
            file,
            order,
            second: self.second,
            lines: &lines,
            verdict: &verdict,
            polls: &polls,
            took: self.took,
            trouble: trouble.as_deref(),
            next: None,
            style,
        };
        let mut out = report.to_string();
        if !self.stderr.is_empty() {
            out.push_str("its standard error ends:\n");
            out.extend(self.stderr.lines().map(|line| format!("    {line}\n")));
        }
        out
    }

    /// For a run that hangs, the last line of each lane.
    fn last_heard(&self, order: &Order, verdict: &Verdict) -> String {
        let places: Vec<_> = self.lines.iter().map(|said| said.src.clone()).collect();
        let wakes: Vec<_> = self.wakes.iter().map(|wake| (wake.lane.as_str(), wake.at)).collect();
        let (lines, polls) = (self.lines(), self.polls());
        let heard = Heard { lines: &lines, places: &places, polls: &polls, wakes: &wakes };
        report::last_heard(order, verdict, &heard)
    }
}
