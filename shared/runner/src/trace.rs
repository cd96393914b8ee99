//! The run that a program wrote to its `LESSON_TRACE`.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use course::{PollSpan, Run, Said};
use expected_order::lesson_time;
use serde::Deserialize;

/// The version of the format, which the first line carries.
const VERSION: u32 = 1;

/// What is read of a trace. A lesson's is a few kilobytes.
const MOST: u64 = 16 << 20;

/// A recorded run. Times are real, after the start of the lesson.
#[derive(Debug, Default)]
pub struct Trace {
    /// The expected order that the program checked itself by; none for twins.
    pub expected: Option<String>,
    /// The lines that were said.
    pub lines: Vec<Said>,
    /// Each poll of a future that records its polls.
    pub polls: Vec<PollSpan>,
    /// When and how it ended; none if it did not end in order.
    pub end: Option<(Duration, String)>,
}

/// One line of the file.
#[derive(Deserialize)]
#[serde(untagged)]
enum Record {
    Start { trace: u32, expected: Option<String> },
    Line { at_ns: u64, line: String },
    Poll { at_ns: u64, to_ns: u64, poll: String },
    End { at_ns: u64, end: String },
}

impl Trace {
    /// Reads a trace, as far as it goes; the error tells what is wrong with the rest.
    pub fn read(path: &Path) -> (Self, Result<(), String>) {
        let mut text = String::new();
        let opened = File::open(path).and_then(|file| file.take(MOST).read_to_string(&mut text));
        let mut trace = Self::default();
        if let Err(error) = opened {
            return (trace, Err(format!("its trace cannot be read: {error}")));
        }
        for (number, line) in text.lines().enumerate() {
            match serde_json::from_str(line) {
                Ok(record)
                    if number > 0 || matches!(record, Record::Start { trace: VERSION, .. }) =>
                {
                    trace.take(record);
                }
                _ => {
                    return (
                        trace,
                        Err(format!("line {} of its trace is broken: {}", number + 1, clip(line))),
                    );
                }
            }
        }
        let read = if text.is_empty() { Err("its trace is empty".into()) } else { Ok(()) };
        (trace, read)
    }

    /// The run so far, with times in lesson seconds.
    #[must_use]
    pub fn run(self, second: Duration) -> Run {
        let scale = |time: Duration| lesson_time(time, second);
        let last = self.lines.last().map(|said| said.at);
        let took = self.end.map(|(at, _)| at).or(last).unwrap_or_default();
        let said = |said: Said| Said { at: scale(said.at), ..said };
        let poll = |poll: PollSpan| PollSpan { from: scale(poll.from), to: scale(poll.to), ..poll };
        Run {
            second,
            lines: self.lines.into_iter().map(said).collect(),
            polls: self.polls.into_iter().map(poll).collect(),
            wakes: Vec::new(),
            took: scale(took),
            troubles: Vec::new(),
            stderr: String::new(),
        }
    }

    fn take(&mut self, record: Record) {
        match record {
            Record::Start { expected, .. } => self.expected = expected,
            Record::Line { at_ns, line } => {
                let at = Duration::from_nanos(at_ns);
                self.lines.push(Said { at, text: line, src: None });
            }
            Record::Poll { at_ns, to_ns, poll } => {
                let (from, to) = (Duration::from_nanos(at_ns), Duration::from_nanos(to_ns));
                self.polls.push(PollSpan { lane: poll, from, to });
            }
            Record::End { at_ns, end } => self.end = Some((Duration::from_nanos(at_ns), end)),
        }
    }
}

/// The beginning of a text that may be long.
pub(crate) fn clip(text: &str) -> String {
    const SHOWN: usize = 120;
    if text.chars().count() <= SHOWN {
        return text.into();
    }
    text.chars().take(SHOWN).chain("...".chars()).collect()
}
