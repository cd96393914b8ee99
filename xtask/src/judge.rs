//! A run of a program, held against its expected order.

use std::process::ExitStatus;
use std::time::Duration;

use expected_order::{Line, Order, Poll, Verdict, lesson_time};
use in_order::report::{self, Report, Style};

use crate::course::{Breaks, BreaksKind};
use crate::process::Ended;
use crate::trace::{Trace, clip};

/// What a program did, in lesson seconds.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// The length of a lesson second.
    pub(crate) second: Duration,
    /// The lines of standard output.
    pub(crate) lines: Vec<(Duration, String)>,
    pub(crate) polls: Vec<(String, Duration, Duration)>,
    pub(crate) took: Duration,
    /// What is wrong besides the claims: how it ended, what it left.
    pub(crate) trouble: Option<String>,
    /// The end of its standard error.
    pub(crate) stderr: String,
}

impl Run {
    /// Puts together what came on standard output and what stands in the trace. The text is that of
    /// standard output; the trace gives the stamps. A line that is not in the trace did not come
    /// from `say!`, and takes the stamp of the line before it.
    pub(crate) fn traced(
        ended: &Ended,
        trace: Trace,
        read: Result<(), String>,
        second: Duration,
    ) -> Self {
        let scale = |time: Duration| lesson_time(time, second);
        let by_end = ending(&trace, read, ended.status.unwrap_or_default());
        let left = ended.left_behind.then(|| LEFT_BEHIND.to_owned());
        let trouble =
            output_trouble(ended).or(by_end).into_iter().chain(trace.failure_trouble()).chain(left);
        let took = trace.end.map(|(at, _)| at).or(trace.lines.last().map(|line| line.at));
        let mut stamps = trace.lines.into_iter().peekable();
        let mut last = Duration::ZERO;
        let lines = output_lines(ended).map(|text| {
            if let Some(line) = stamps.next_if(|line| line.text == text) {
                last = scale(line.at);
            }
            (last, text)
        });
        let polls = trace.polls.into_iter().map(|(lane, from, to)| (lane, scale(from), scale(to)));
        Self {
            second,
            lines: lines.collect(),
            polls: polls.collect(),
            took: scale(took.unwrap_or_default()),
            trouble: trouble.reduce(|a, b| format!("{a}; {b}")),
            stderr: last_lines(&ended.stderr.head, &ended.stderr.tail),
        }
    }

    /// A run of a program that writes no trace: each line has the stamp of its arrival, and the
    /// program ends as it likes, as long as it is with success.
    pub(crate) fn stamped(ended: &Ended, second: Duration) -> Self {
        let stamps = ended.stdout.stamps.iter().copied().chain(std::iter::repeat(ended.took));
        let left = ended.left_behind.then(|| LEFT_BEHIND.to_owned());
        let crashed = ended
            .status
            .filter(|status| !status.success())
            .map(|status| format!("it ended with {status}"));
        Self {
            second,
            lines: stamps
                .zip(output_lines(ended))
                .map(|(at, text)| (lesson_time(at, second), text))
                .collect(),
            polls: Vec::new(),
            took: lesson_time(ended.took, second),
            trouble: output_trouble(ended).or(crashed).or(left),
            stderr: String::new(),
        }
    }

    pub(crate) fn lines(&self) -> Vec<Line<'_>> {
        self.lines.iter().map(|(at, text)| Line { at: *at, text }).collect()
    }

    /// Whether it had to be ended.
    fn hangs(&self) -> bool {
        self.trouble.as_deref().is_some_and(|trouble| trouble.starts_with(HANGS))
    }

    /// The report, as the lesson itself would print it, and what it said on standard error.
    pub(crate) fn report(&self, order: &Order, title: &str, file: &str) -> String {
        let lines = self.lines();
        let polls: Vec<Poll> =
            self.polls.iter().map(|(lane, from, to)| Poll { lane, from: *from, to: *to }).collect();
        let verdict = order.check(&lines);
        let heard =
            if self.hangs() { report::last_heard(order, &lines, &verdict) } else { String::new() };
        let trouble = self.trouble.as_ref().map(|trouble| format!("{trouble}{heard}"));
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
            style: Style::of_stdout(),
        };
        let mut out = report.to_string();
        if !self.stderr.is_empty() {
            out.push_str("its standard error ends:\n");
            out.extend(self.stderr.lines().map(|line| format!("    {line}\n")));
        }
        out
    }
}

/// What to do about a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Judgement {
    Holds,
    /// A slow machine alone can have done it: worth another try with a longer second.
    MayBeNoise,
    /// With no line late, it reached its limit, or its output stayed open after its end. A machine
    /// that stalls can do either: rows without a second wait for a disk, and a pipe is open until
    /// every program that is just being started beside it has closed its copy. So it is worth one
    /// more try, and no more: programs that do hang take long.
    OutOfTime,
    Broken,
}

/// Judges a lesson's run. Late lines alone may be noise, and so may all that comes after one: a
/// machine that stalls can make a timeout fire, or a lesson reach its limit. What breaks while every
/// line is in time is broken for certain.
pub(crate) fn judge(run: &Run, order: &Order) -> Judgement {
    let verdict = order.check(&run.lines());
    match verdict.broken.first() {
        None if run.trouble.is_none() => Judgement::Holds,
        Some(first) if first.may_be_noise => Judgement::MayBeNoise,
        _ if run.hangs() || run.trouble.as_deref() == Some(LEFT_BEHIND) => Judgement::OutOfTime,
        _ => Judgement::Broken,
    }
}

/// Judges a mistake's run: `Ok` if the first claim that it breaks for certain is the one that it
/// names. The error says what happened instead, and whether noise may have done it.
pub(crate) fn judge_mistake(
    run: &Run,
    order: &Order,
    names: &Breaks,
) -> Result<(), (String, Judgement)> {
    let lines = run.lines();
    let verdict: Verdict = order.check(&lines);
    // Lateness can hide that a line came too early, and can stand before any other claim.
    let noise = |late| if late { Judgement::MayBeNoise } else { Judgement::Broken };
    let Some(first) = verdict.broken.iter().find(|broken| broken.is_certain()) else {
        let what = match &run.trouble {
            Some(trouble) => format!("breaks no claim, though {trouble}"),
            None => "breaks no claim; every claim of the lesson holds for it".into(),
        };
        return Err((what, noise(names.kind == BreaksKind::Second)));
    };
    if Breaks::of(first, order, &lines).as_ref() == Some(names) {
        return Ok(());
    }
    let what = format!("is rejected for another reason: {}", order.headline(first, &lines));
    Err((what, noise(first.may_be_noise || names.kind == BreaksKind::Second)))
}

const LEFT_BEHIND: &str = "it left a process behind that holds its output open";

/// How the trouble of a run that had to be ended begins.
const HANGS: &str = "it hangs";

/// What is wrong with a run by its output and its processes.
fn output_trouble(ended: &Ended) -> Option<String> {
    if ended.stdout.overflowed() {
        return Some(format!(
            "it printed {} bytes; a lesson prints a few lines. The last: {}",
            ended.stdout.total,
            clip(
                String::from_utf8_lossy(&ended.stdout.tail).trim_end().lines().last().unwrap_or("")
            ),
        ));
    }
    if ended.status.is_none() {
        return Some(format!(
            "{HANGS}: it still ran after {:.1} real seconds and was killed",
            ended.took.as_secs_f64()
        ));
    }
    let half = ended.stdout.head.last().is_some_and(|&byte| byte != b'\n');
    half.then(|| "its last line has no line end".into())
}

/// What is wrong with a run by the way it ended.
fn ending(trace: &Trace, read: Result<(), String>, status: ExitStatus) -> Option<String> {
    if let Err(broken) = read {
        return Some(format!("{broken} ({status})"));
    }
    match trace.end.as_ref().map(|(_, end)| end.as_str()) {
        Some("limit") => Some(format!("{HANGS}: it still ran at its limit, and ended itself")),
        Some("panicked") => Some(format!("main panicked before lesson.finish() ({status})")),
        Some("returned") => {
            Some(format!("main returned an error before lesson.finish() ({status})"))
        }
        Some("raised") => Some(format!("the twin raised an exception ({status})")),
        Some("exited") => {
            Some(format!("the twin called sys.exit inside of `with lesson():` ({status})"))
        }
        // A twin does not check itself, so it has no reason for an exit code of 1.
        Some(_) if trace.expected.is_none() && !status.success() => {
            Some(format!("the twin ended with {status} after its lesson"))
        }
        Some(_) => crashed(status),
        None => Some(format!("it ended without lesson.finish() ({status})")),
    }
}

/// An exit that no lesson has: anything but 0, and 1 for a broken claim, which the claims tell.
fn crashed(status: ExitStatus) -> Option<String> {
    (!matches!(status.code(), Some(0 | 1))).then(|| format!("it ended with {status}"))
}

fn output_lines(ended: &Ended) -> impl Iterator<Item = String> {
    // A byte that is no UTF-8 shows as a replacement character, and then the line is unexpected.
    let text = String::from_utf8_lossy(&ended.stdout.head).into_owned();
    let lines: Vec<String> = text
        .split_terminator('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line).to_owned())
        .collect();
    lines.into_iter()
}

/// The last lines of a stream, a screenful at the most.
fn last_lines(head: &[u8], tail: &[u8]) -> String {
    const SHOWN: usize = 15;
    let end = if tail.is_empty() { head } else { tail };
    let text = String::from_utf8_lossy(end);
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(SHOWN)..].iter().map(|line| clip(line) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_a_clock_decided_is_told_from_what_is_broken_for_certain() {
        let order: Order = "0s a | one\n".parse().expect("a valid file");
        let judged = |text: &str, trouble: Option<&str>| {
            let run = Run {
                second: Duration::from_millis(25),
                lines: vec![(Duration::ZERO, text.into())],
                polls: Vec::new(),
                took: Duration::ZERO,
                trouble: trouble.map(str::to_owned),
                stderr: String::new(),
            };
            judge(&run, &order)
        };
        assert_eq!(judged("one", None), Judgement::Holds);
        assert_eq!(judged("one", Some("it hangs: it still ran")), Judgement::OutOfTime);
        assert_eq!(judged("one", Some(LEFT_BEHIND)), Judgement::OutOfTime);
        assert_eq!(judged("two", None), Judgement::Broken);
        let both = format!("main panicked; {LEFT_BEHIND}");
        assert_eq!(judged("one", Some(&both)), Judgement::Broken);
    }
}
