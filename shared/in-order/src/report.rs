//! The report at the end of a run: the timeline, and the verdict on the claims.
//!
//! A lesson prints it on standard error. The tools print the same report for programs in other languages.

use std::env;
use std::fmt::{self, Write as _};
use std::io::{self, IsTerminal};
use std::time::Duration;

use expected_order::{Broken, Claim, Glyphs, Line, Order, Poll, Verdict};

/// How many broken claims the report names besides the first.
const MORE: usize = 3;

/// How late a busy machine makes a line, in real time.
const A_BUSY_MACHINE: Duration = Duration::from_millis(250);

/// A run and what it is checked against. Its [`Display`](fmt::Display) is the report.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// What ran, for the title.
    pub title: &'a str,
    /// The expected order's file, for a person to open.
    pub file: &'a str,
    /// What is claimed.
    pub order: &'a Order,
    /// How long a lesson second was.
    pub second: Duration,
    /// The lines that came.
    pub lines: &'a [Line<'a>],
    /// `order`'s verdict on `lines`.
    pub verdict: &'a Verdict,
    /// The polls of futures, if the program recorded them.
    pub polls: &'a [Poll<'a>],
    /// How long the run took, in lesson seconds.
    pub took: Duration,
    /// What is wrong besides the claims: a hang, a panic, an early end.
    pub trouble: Option<&'a str>,
    /// What the reader can run next.
    pub next: Option<&'a str>,
    /// What the reader's terminal can show.
    pub style: Style,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:50}1 s = {}", self.title, real(self.second))?;
        let glyphs = self.style.glyphs;
        f.write_str(&self.order.timeline(self.lines, self.verdict, self.polls, glyphs))?;
        match (self.verdict.broken.first(), self.trouble) {
            (None, None) => self.held(f)?,
            (None, Some(_)) => {}
            (Some(first), _) => self.broke(f, first)?,
        }
        if let Some(trouble) = self.trouble {
            writeln!(f, "{} {trouble}", self.style.bad())?;
        }
        if let Some(next) = self.next {
            writeln!(f, "next: {next}")?;
        }
        Ok(())
    }
}

impl Report<'_> {
    fn held(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let causes = self.order.claims().filter(|claim| claim.is_cause()).count();
        let mut seconds: Vec<_> = self.order.rows().iter().filter_map(|row| row.second).collect();
        seconds.sort_unstable();
        seconds.dedup();
        writeln!(
            f,
            "{} {}, in order: {} and {} hold",
            self.style.good(),
            count(self.order.rows().len(), "line"),
            count(causes, "cause"),
            count(seconds.len(), "second"),
        )?;
        let in_turn = self.in_turn();
        // If no lanes overlap, waiting together has saved nothing.
        if in_turn <= self.took + Duration::from_millis(500) {
            return Ok(());
        }
        writeln!(
            f,
            "  the lanes add up to {:.0} s; the run took {:.2} s",
            in_turn.as_secs_f64(),
            self.took.as_secs_f64(),
        )
    }

    /// What the lanes take together, each from its first line to its last.
    fn in_turn(&self) -> Duration {
        let mut spans = vec![None; self.order.lanes().len()];
        for (line, row) in self.verdict.row_of.iter().enumerate() {
            if let Some(row) = row {
                let at = self.lines[line].at;
                let span = &mut spans[self.order.rows()[*row].lane];
                *span = Some(span.map_or((at, at), |(first, _)| (first, at)));
            }
        }
        spans.into_iter().flatten().map(|(first, last)| last.saturating_sub(first)).sum()
    }

    fn broke(&self, f: &mut fmt::Formatter, first: &Broken) -> fmt::Result {
        let explanation = self.order.explain(first, self.lines, self.verdict, self.file);
        write!(f, "{} {explanation}", self.style.bad())?;
        let others = &self.verdict.broken[1..];
        for other in others.iter().take(MORE) {
            writeln!(f, "  also: {}", self.order.headline(other, self.lines))?;
        }
        let rest = others.len().saturating_sub(MORE);
        if rest > 0 {
            writeln!(f, "  and {}", count(rest, "more broken claim"))?;
        }
        if matches!(first.claim, Claim::Comes { .. }) {
            writeln!(
                f,
                "  if you see the line on the screen, something other than say! printed it"
            )?;
        }
        let late = self.second.mul_f64(first.off.as_secs_f64());
        if self.verdict.may_be_noise() && late < A_BUSY_MACHINE {
            writeln!(
                f,
                "  a busy machine can cause this; run it again with a longer --second to find out"
            )?;
        }
        Ok(())
    }
}

/// A panic, or in a twin an exception that nobody handled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its message.
    pub text: String,
    /// File and line where it began, if known.
    pub src: Option<(String, u32)>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some((file, line)) = &self.src {
            write!(f, "at {file}:{line}: ")?;
        }
        f.write_str(self.text.lines().next().unwrap_or_default())
    }
}

/// What is wrong with the failures of a run, if anything. Each text in `expected` claims the first failure
/// whose message contains it and that no other text claims. An unclaimed failure is wrong, and so is a
/// text that claims no failure.
#[must_use]
pub fn failures(failures: &[Failure], expected: &[String]) -> Option<String> {
    let mut unclaimed: Vec<&Failure> = failures.iter().collect();
    let mut missing = None;
    for text in expected {
        match unclaimed.iter().position(|failure| failure.text.contains(text)) {
            Some(claimed) => drop(unclaimed.remove(claimed)),
            None => missing = missing.or(Some(text)),
        }
    }
    let more = match unclaimed.len().saturating_sub(1) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    match (unclaimed.first(), missing) {
        (Some(failure), _) => Some(format!(
            "a failure that the lesson does not expect, {failure}{more} (if it is intended, claim it \
             with in_order::expect_panic, or with expect_failure in a twin)"
        )),
        (None, Some(text)) => {
            Some(format!("the lesson expects a failure with the text \"{text}\", and none came"))
        }
        (None, None) => None,
    }
}

/// What is known about a run that hangs.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// The lines that came.
    pub lines: &'a [Line<'a>],
    /// The file and the line of each line's `say!`, where they are known.
    pub places: &'a [Option<(String, u32)>],
    /// The polls of the futures that [`polls`](crate::polls) records, in the order of their ends.
    pub polls: &'a [Poll<'a>],
    /// Their wakes: which future, and when.
    pub wakes: &'a [(&'a str, Duration)],
}

/// For a run that hangs: the last line of each lane, and the place of its `say!`. For a future whose polls
/// were recorded, also its last wake and its last poll. A poll is recorded when it ends, so a poll that
/// blocks is missing.
#[must_use]
pub fn last_heard(order: &Order, verdict: &Verdict, heard: &Heard) -> String {
    let mut out = String::new();
    for (lane, name) in order.lanes().iter().enumerate() {
        let of_lane = |row: usize| order.rows()[row].lane == lane;
        let last = verdict.row_of.iter().rposition(|row| row.is_some_and(of_lane));
        let waits =
            verdict.line_of.iter().enumerate().any(|(row, line)| of_lane(row) && line.is_none());
        let more = if waits { "; more lines were expected" } else { "" };
        let _ = match last {
            Some(line) => {
                let Line { at, text } = heard.lines[line];
                let place = heard.places.get(line).and_then(Option::as_ref);
                let place =
                    place.map_or_else(String::new, |(file, line)| format!(" ({file}:{line})"));
                let at = at.as_secs_f64();
                write!(out, "\n  {name}: last line at {at:.2} s, \"{text}\"{place}{more}")
            }
            None => write!(out, "\n  {name}: no line"),
        };
        heard.last_turn(name, &mut out);
    }
    let mut others: Vec<&str> = Vec::new();
    for Poll { lane, .. } in heard.polls {
        if !others.contains(lane) && !order.lanes().iter().any(|name| name == lane) {
            others.push(lane);
            let _ = write!(out, "\n  {lane}: not a lane");
            heard.last_turn(lane, &mut out);
        }
    }
    out
}

impl Heard<'_> {
    /// When the future of this lane was last woken and polled, if that was recorded.
    fn last_turn(&self, lane: &str, out: &mut String) {
        let Some(poll) = self.polls.iter().rev().find(|poll| poll.lane == lane) else { return };
        let wake = self.wakes.iter().rev().find(|(woken, _)| *woken == lane);
        let woken = match wake {
            Some((_, at)) => format!("last woken at {:.2} s", at.as_secs_f64()),
            None => "never woken".into(),
        };
        let ended = poll.to.as_secs_f64();
        let _ = write!(out, "\n    its future: {woken}; its last poll ended at {ended:.2} s");
    }
}

/// What a terminal can show.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    colour: bool,
    glyphs: Glyphs,
}

impl Style {
    /// For standard error: colour on a terminal that is not dumb, unless `NO_COLOR` or `CLICOLOR_FORCE`
    /// is set, and Unicode if the locale has it.
    #[must_use]
    pub fn of_stderr() -> Self {
        Self::of(io::stderr().is_terminal())
    }

    /// The same for standard output.
    #[must_use]
    pub fn of_stdout() -> Self {
        Self::of(io::stdout().is_terminal())
    }

    /// For files and other tools: never colour.
    #[must_use]
    pub fn plain() -> Self {
        Self { colour: false, ..Self::of(false) }
    }

    /// The same characters without colour, for text that is coloured as a whole.
    #[must_use]
    pub fn without_colour(self) -> Self {
        Self { colour: false, ..self }
    }

    fn of(terminal: bool) -> Self {
        let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = !set("NO_COLOR") && (set("CLICOLOR_FORCE") || terminal && !dumb);
        let glyphs = if speaks_unicode() { Glyphs::UNICODE } else { Glyphs::ASCII };
        Self { colour, glyphs }
    }

    /// Whether the terminal shows colour.
    #[must_use]
    pub fn colour(self) -> bool {
        self.colour
    }

    /// The characters that timelines are drawn with.
    #[must_use]
    pub fn glyphs(self) -> Glyphs {
        self.glyphs
    }

    /// The mark before a verdict that is good.
    #[must_use]
    pub fn good(self) -> &'static str {
        match (self.glyphs == Glyphs::UNICODE, self.colour) {
            (true, true) => "\x1b[32m✓\x1b[0m",
            (true, false) => "✓",
            (false, true) => "\x1b[32mok:\x1b[0m",
            (false, false) => "ok:",
        }
    }

    /// The mark before a verdict that is bad.
    #[must_use]
    pub fn bad(self) -> &'static str {
        match (self.glyphs == Glyphs::UNICODE, self.colour) {
            (true, true) => "\x1b[31m✗\x1b[0m",
            (true, false) => "✗",
            (false, true) => "\x1b[31mbroken:\x1b[0m",
            (false, false) => "broken:",
        }
    }
}

/// The first of these variables that is set decides, as in the C library. Windows sets none of them and
/// shows Unicode.
fn speaks_unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(env::var_os)
        .find(|value| !value.is_empty());
    match locale {
        Some(locale) => {
            let locale = locale.to_string_lossy().to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        }
        None => cfg!(windows),
    }
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn real(second: Duration) -> String {
    if second < Duration::from_secs(1) {
        format!("{} ms", second.as_secs_f64() * 1e3)
    } else {
        format!("{} s", second.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hang_names_the_last_line_its_place_the_last_wake_and_the_last_poll_of_each_lane() {
        let order: Order =
            "0s a | a: one\n0s b | b: one\n1s b | b: two\n1s c | c: one\n".parse().unwrap();
        let at = Duration::from_secs_f64;
        let lines = [Line { at: at(0.0), text: "a: one" }, Line { at: at(0.25), text: "b: one" }];
        let poll = |lane, to| Poll { lane, from: Duration::ZERO, to: at(to) };
        let heard = Heard {
            lines: &lines,
            places: &[Some(("src/main.rs".into(), 7)), None],
            polls: &[poll("b", 0.1), poll("x", 0.5), poll("b", 0.75), poll("x", 0.6)],
            wakes: &[("b", at(0.5)), ("b", at(3.0))],
        };
        assert_eq!(
            last_heard(&order, &order.check(&lines), &heard),
            r#"
  a: last line at 0.00 s, "a: one" (src/main.rs:7)
  b: last line at 0.25 s, "b: one"; more lines were expected
    its future: last woken at 3.00 s; its last poll ended at 0.75 s
  c: no line
  x: not a lane
    its future: never woken; its last poll ended at 0.60 s"#
        );
    }
}
