//! The run that a program wrote to its `LESSON_TRACE`.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use course::{PollSpan, Run, Said, Wake};
use expected_order::lesson_time;
use in_order::report::{self, Failure};
use serde::Deserialize;

/// The version of the format, which the first line carries.
const VERSION: u32 = 2;

/// The most bytes that are read of a trace. A lesson's trace has a few kilobytes.
const MOST: u64 = 16 << 20;

/// A recorded run. Times are real, after the start of the lesson.
#[derive(Debug, Default)]
pub struct Trace {
    /// The expected order that the program checked itself against; none for twins.
    pub expected: Option<String>,
    /// The lines that were said. Their places are relative to the lesson's folder.
    pub lines: Vec<Said>,
    /// Each poll of a future that records them.
    pub polls: Vec<PollSpan>,
    /// Each wake of such a future.
    pub wakes: Vec<Wake>,
    /// Panics, and in twins exceptions that nobody handled.
    pub failures: Vec<Failure>,
    /// Which failures the program claims, by a part of their message.
    pub expects: Vec<String>,
    /// When and how it ended; none if it did not end in order.
    pub end: Option<(Duration, String)>,
}

/// The first line of the file.
#[derive(Deserialize)]
struct Start {
    trace: u32,
    expected: Option<String>,
}

/// Any other line. The text that it has decides what kind of record it is. Fields that are not named here
/// are ignored, and so are records with none of the texts.
#[derive(Deserialize)]
struct Record {
    at_ns: u64,
    line: Option<String>,
    src: Option<(String, u32)>,
    poll: Option<String>,
    /// The end of a poll.
    to_ns: Option<u64>,
    wake: Option<String>,
    panic: Option<String>,
    expects: Option<String>,
    end: Option<String>,
}

impl Trace {
    /// Reads a trace as far as possible. The error says what is wrong with the rest.
    pub fn read(path: &Path) -> (Self, Result<(), String>) {
        let mut text = String::new();
        let mut trace = Self::default();
        // The program may have put anything there. Opening a pipe would wait for its other end.
        if !fs::symlink_metadata(path).is_ok_and(|file| file.is_file()) {
            return (trace, Err("its trace is no longer a file".into()));
        }
        let opened = File::open(path).and_then(|file| file.take(MOST).read_to_string(&mut text));
        if let Err(error) = opened {
            return (trace, Err(format!("its trace cannot be read: {error}")));
        }
        let read = trace.parse(&text);
        (trace, read)
    }

    /// What is wrong with the failures, if something is. If main panicked, its end says so.
    pub(crate) fn failure_trouble(&self) -> Option<String> {
        let panicked = matches!(&self.end, Some((_, end)) if end == "panicked");
        if panicked { None } else { report::failures(&self.failures, &self.expects) }
    }

    fn parse(&mut self, text: &str) -> Result<(), String> {
        let broken = |number, line| format!("line {number} of its trace is broken: {}", clip(line));
        let mut lines = text.lines().zip(1..);
        let (first, _) = lines.next().ok_or("its trace is empty")?;
        let start: Start = serde_json::from_str(first).map_err(|_| broken(1, first))?;
        if start.trace != VERSION {
            return Err(format!(
                "its trace has version {}, and this xtask reads version {VERSION}: the program was built \
                 with another version of the crate in-order",
                start.trace
            ));
        }
        self.expected = start.expected;
        for (line, number) in lines {
            let record = serde_json::from_str(line).ok();
            record.and_then(|record| self.take(record)).ok_or_else(|| broken(number, line))?;
        }
        Ok(())
    }

    /// The run so far, with times in lesson seconds.
    #[must_use]
    pub fn run(self, second: Duration) -> Run {
        let scale = |time: Duration| lesson_time(time, second);
        let last = self.lines.last().map(|said| said.at);
        let took = self.end.map(|(at, _)| at).or(last).unwrap_or_default();
        let said = |said: Said| Said { at: scale(said.at), ..said };
        let poll = |poll: PollSpan| PollSpan { from: scale(poll.from), to: scale(poll.to), ..poll };
        let wake = |wake: Wake| Wake { at: scale(wake.at), ..wake };
        Run {
            second,
            lines: self.lines.into_iter().map(said).collect(),
            polls: self.polls.into_iter().map(poll).collect(),
            wakes: self.wakes.into_iter().map(wake).collect(),
            took: scale(took),
            troubles: Vec::new(),
            stderr: String::new(),
        }
    }

    /// Adds a record. `None` if a field is missing.
    fn take(&mut self, record: Record) -> Option<()> {
        let at = Duration::from_nanos(record.at_ns);
        if let Some(text) = record.line {
            self.lines.push(Said { at, text, src: record.src });
        } else if let Some(lane) = record.poll {
            self.polls.push(PollSpan { lane, from: at, to: Duration::from_nanos(record.to_ns?) });
        } else if let Some(lane) = record.wake {
            self.wakes.push(Wake { lane, at });
        } else if let Some(text) = record.panic {
            self.failures.push(Failure { text, src: record.src });
        } else if let Some(text) = record.expects {
            self.expects.push(text);
        } else if let Some(end) = record.end {
            self.end = Some((at, end));
        }
        Some(())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Trace, Result<(), String>) {
        let mut trace = Trace::default();
        let read = trace.parse(text);
        (trace, read)
    }

    #[test]
    fn each_kind_of_record_is_read_and_what_is_unknown_is_ignored() {
        let (trace, read) = parse(concat!(
            r#"{"trace":2,"program":"x","expected":"expected.order","second_ns":1,"later":0}"#,
            "\n",
            r#"{"at_ns":1,"line":"one","src":["src/main.rs",7],"later":{}}"#,
            "\n",
            r#"{"at_ns":2,"line":"two"}"#,
            "\n",
            r#"{"at_ns":3,"later":["a","b"]}"#,
            "\n",
            r#"{"at_ns":4,"to_ns":6,"poll":"a","src":["src/main.rs",8]}"#,
            "\n",
            r#"{"at_ns":5,"wake":"a"}"#,
            "\n",
            r#"{"at_ns":7,"panic":"no pages","thread":"main","src":["src/main.rs",9]}"#,
            "\n",
            r#"{"at_ns":8,"expects":"pages"}"#,
            "\n",
            r#"{"at_ns":9,"end":"finished"}"#,
            "\n",
        ));
        let ns = Duration::from_nanos;
        let said = |at, text: &str, src| Said { at: ns(at), text: text.into(), src };
        assert_eq!(read, Ok(()));
        assert_eq!(trace.expected.as_deref(), Some("expected.order"));
        let place = Some(("src/main.rs".into(), 7));
        assert_eq!(trace.lines, [said(1, "one", place), said(2, "two", None)]);
        assert_eq!(trace.polls, [PollSpan { lane: "a".into(), from: ns(4), to: ns(6) }]);
        assert_eq!(trace.wakes, [Wake { lane: "a".into(), at: ns(5) }]);
        let src = Some(("src/main.rs".into(), 9));
        assert_eq!(trace.failures, [Failure { text: "no pages".into(), src }]);
        assert_eq!(trace.expects, ["pages"]);
        assert_eq!(trace.failure_trouble(), None);
        assert_eq!(trace.end, Some((ns(9), "finished".into())));
    }

    #[test]
    fn another_version_is_refused_by_its_number() {
        let (_, read) = parse("{\"trace\":1,\"program\":\"x\",\"second_ns\":1}\n");
        let why = read.expect_err("version 1 is not read");
        assert!(why.contains("has version 1, and this xtask reads version 2"), "{why}");
    }

    #[test]
    fn a_broken_record_is_named_and_what_came_before_it_stays() {
        let good = "{\"trace\":2,\"second_ns\":1}\n{\"at_ns\":1,\"line\":\"one\"}\n";
        for broken in [
            "{\"at_ns\":2,\"li",
            "xxx",
            r#"{"line":"no time"}"#,
            r#"{"at_ns":2,"poll":"no end"}"#,
            r#"{"at_ns":2,"line":"two","src":"src/main.rs"}"#,
        ] {
            let (trace, read) = parse(&format!("{good}{broken}\n"));
            assert_eq!(read, Err(format!("line 3 of its trace is broken: {broken}")));
            assert_eq!(trace.lines.len(), 1);
        }
        assert_eq!(parse("").1, Err("its trace is empty".into()));
        assert_eq!(parse("\n").1, Err("line 1 of its trace is broken: ".into()));
    }
}
