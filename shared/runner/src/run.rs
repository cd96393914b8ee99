//! Runs a program and returns a [`Run`]. Every program runs through this module, with the same limits.

use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Result, bail};
use course::{Run, Said, Trouble, shown, visible};
use expected_order::{Order, lesson_time};

use crate::process::{self, Echo, Ended};
use crate::trace::{Trace, clip};

/// How long a program may take to start and to end, besides its lesson. A Rust lesson that hangs ends itself
/// long before. CPython on a busy machine takes seconds to start.
const ALLOWANCE: Duration = Duration::from_secs(30);

/// A program to run, and what it is checked against.
pub struct Spec<'a> {
    /// What to start.
    pub command: Command,
    /// The claims, which say how long it may take.
    pub order: &'a Order,
    /// The file of the claims, if the program must check itself against that file.
    pub file: Option<&'a Path>,
    /// The length of a lesson second.
    pub second: Duration,
    /// Where standard output and standard error go as they come.
    pub echo: [Echo; 2],
    /// Ends the program when it is set.
    pub stop: Option<&'a AtomicBool>,
}

impl<'a> Spec<'a> {
    /// A program whose output is kept and not shown.
    #[must_use]
    pub fn new(command: Command, order: &'a Order, second: Duration) -> Self {
        Self { command, order, file: None, second, echo: [None, None], stop: None }
    }

    fn run(mut self) -> Result<Ended> {
        self.command
            .env("LESSON_SECOND", second_text(self.second))
            .env_remove("LESSON_LIMIT")
            // Looking up a backtrace takes longer than a short lesson second.
            .env("RUST_BACKTRACE", "0");
        let limit = in_order::limit(self.order, self.second) + ALLOWANCE;
        let never = AtomicBool::new(false);
        process::run(self.command, limit, self.echo, self.stop.unwrap_or(&never))
    }
}

/// Runs a program of the course. `starts` gets the path of the trace that the program writes meanwhile.
///
/// # Errors
/// If the program cannot be started, or if it checks itself against a file other than [`Spec::file`].
pub fn traced(mut spec: Spec, starts: impl FnOnce(&Path)) -> Result<Run> {
    let trace = tempfile::NamedTempFile::new()?;
    spec.command.env("LESSON_TRACE", trace.path());
    let (second, file) = (spec.second, spec.file);
    starts(trace.path());
    let ended = spec.run()?;
    let (trace, read) = Trace::read(trace.path());
    if let (Some(expected), Some(file)) = (&trace.expected, file)
        && !file.ends_with(expected)
    {
        let name = file.file_name().unwrap_or_default().display();
        bail!(
            "the program checks itself against {expected}, but its file is {}; write lesson!(\"{name}\")",
            shown(file),
        );
    }
    Ok(from_trace(&ended, trace, read, second))
}

/// Runs any program, in any language, which writes no trace. Each line has the stamp of its arrival. The
/// program may end in any way that counts as success.
///
/// # Errors
/// If the program cannot be started.
pub fn stamped(spec: Spec) -> Result<Run> {
    let second = spec.second;
    let ended = spec.run()?;
    let stamps = ended.stdout.stamps.iter().copied().chain(std::iter::repeat(ended.took));
    let lines = stamps.zip(output_lines(&ended)).map(|(at, text)| Said {
        at: lesson_time(at, second),
        // Programs of other languages end their lines as their system does.
        text: text.strip_suffix('\r').map(str::to_owned).unwrap_or(text),
        src: None,
    });
    let failed = ended.status.filter(|status| !status.success());
    let failed = failed.map(|status| Trouble::Ended { status: status.to_string() });
    Ok(Run {
        second,
        lines: lines.collect(),
        polls: Vec::new(),
        wakes: Vec::new(),
        took: lesson_time(ended.took, second),
        troubles: output_trouble(&ended)
            .or(failed)
            .into_iter()
            .chain(left_behind(&ended))
            .collect(),
        stderr: String::new(),
    })
}

/// A length as `LESSON_SECOND` and `--second` take it: `25ms`.
#[must_use]
pub fn second_text(second: Duration) -> String {
    format!("{}ms", second.as_secs_f64() * 1e3)
}

/// Combines the trace and standard output. The program checks itself against the lines of the trace, so
/// they are the lines of the run, and standard output must agree with them.
fn from_trace(ended: &Ended, trace: Trace, read: Result<(), String>, second: Duration) -> Run {
    let by_end = ending(&trace, read, ended.status.unwrap_or_default());
    let trouble = output_trouble(ended).or(by_end);
    let unexpected = trace.failure_trouble().map(|what| Trouble::Unexpected { what });
    let run = trace.run(second);
    let disagreement = disagreement(&run.lines, ended);
    let troubles = [trouble, unexpected, disagreement, left_behind(ended)];
    Run {
        troubles: troubles.into_iter().flatten().collect(),
        stderr: last_lines(&ended.stderr.head, &ended.stderr.tail),
        ..run
    }
}

/// The first line that was printed without `say!`, or said but not printed.
fn disagreement(said: &[Said], ended: &Ended) -> Option<Trouble> {
    // Output that was cut off, or whose program was killed, may end anywhere. It is reported elsewhere.
    if ended.stdout.overflowed() || ended.status.is_none() {
        return None;
    }
    let printed: Vec<String> = output_lines(ended).collect();
    let same =
        said.iter().zip(&printed).take_while(|(said, printed)| said.text == **printed).count();
    match (said.get(same), printed.get(same)) {
        (_, Some(printed)) => Some(Trouble::NotSaid { line: visible(&clip(printed)) }),
        (Some(said), None) => Some(Trouble::NotPrinted { line: clip(&said.text) }),
        (None, None) => None,
    }
}

fn left_behind(ended: &Ended) -> Option<Trouble> {
    ended.left_behind.then_some(Trouble::LeftBehind)
}

/// What is wrong with a run by its output and its processes.
fn output_trouble(ended: &Ended) -> Option<Trouble> {
    if ended.stdout.overflowed() {
        let tail = String::from_utf8_lossy(&ended.stdout.tail).into_owned();
        let last = visible(&clip(tail.trim_end().lines().last().unwrap_or_default()));
        return Some(Trouble::Flooded { bytes: ended.stdout.total, last });
    }
    if ended.status.is_none() {
        return Some(Trouble::HangsUntilKilled { real_s: ended.took.as_secs_f64() });
    }
    let half = ended.stdout.head.last().is_some_and(|&byte| byte != b'\n');
    half.then_some(Trouble::HalfLine)
}

/// What is wrong with a run by the way it ended.
fn ending(trace: &Trace, read: Result<(), String>, exit: ExitStatus) -> Option<Trouble> {
    let status = exit.to_string();
    if let Err(what) = read {
        return Some(Trouble::BadTrace { what, status });
    }
    match trace.end.as_ref().map(|(_, end)| end.as_str()) {
        Some("limit") => Some(Trouble::HangsUntilLimit),
        Some("panicked") => Some(Trouble::Panicked { status }),
        Some("returned") => Some(Trouble::Returned { status }),
        Some("raised") => Some(Trouble::Raised { status }),
        Some("exited") => Some(Trouble::Exited { status }),
        // A twin does not check itself, so it has no reason for an exit code of 1.
        Some(_) if trace.expected.is_none() => {
            (!exit.success()).then_some(Trouble::EndedAfterwards { status })
        }
        // A lesson whose claims do not hold exits with 1, and the claims show why.
        Some(_) => (!matches!(exit.code(), Some(0 | 1))).then_some(Trouble::Ended { status }),
        None => Some(Trouble::Unfinished { status }),
    }
}

fn output_lines(ended: &Ended) -> impl Iterator<Item = String> {
    // A byte that is not UTF-8 becomes a replacement character, and then the line is unexpected.
    let text = String::from_utf8_lossy(&ended.stdout.head).into_owned();
    let lines: Vec<String> = text.split_terminator('\n').map(str::to_owned).collect();
    lines.into_iter()
}

/// The last lines of a stream, at most a screenful.
fn last_lines(head: &[u8], tail: &[u8]) -> String {
    const SHOWN: usize = 15;
    let end = if tail.is_empty() { head } else { tail };
    let text = String::from_utf8_lossy(end);
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(SHOWN)..]
        .iter()
        .map(|line| visible(&clip(line)) + "\n")
        .collect()
}
