//! A run that is still under way: its lines so far, and a timeline that grows with them.

use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use crossterm::cursor::MoveToPreviousLine;
use crossterm::queue;
use crossterm::terminal::{self, BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate};
use expected_order::{Line, Order, Poll, lesson_time};
use in_order::report::Style;

use crate::check::ALLOWANCE;
use crate::judge::Run;
use crate::learn::screen::width_of_stdout;
use crate::process::{self, Ended};
use crate::trace::Trace;
use crate::verify::second_text;

/// How often a picture is drawn.
pub(crate) const FRAME: Duration = Duration::from_millis(50);

/// The longest trace that is read while it grows: a lesson's is a few kilobytes.
const MOST: u64 = 256 << 10;

/// What a program's trace says so far, in lesson seconds.
pub(crate) struct Live {
    order: Arc<Order>,
    trace: PathBuf,
    second: Duration,
    /// When the lesson began, as far as its lines tell.
    since: Option<Instant>,
    pub(crate) lines: Vec<(Duration, String)>,
    polls: Vec<(String, Duration, Duration)>,
}

impl Live {
    pub(crate) fn new(order: Arc<Order>, trace: PathBuf, second: Duration) -> Self {
        Self { order, trace, second, since: None, lines: Vec::new(), polls: Vec::new() }
    }

    /// Reads on. Returns how many lines there were before.
    pub(crate) fn read(&mut self) -> usize {
        let before = self.lines.len();
        if fs::metadata(&self.trace).is_ok_and(|trace| trace.len() > MOST) {
            return before;
        }
        // The last line of the file may be half written, and is read the next time.
        let (trace, _) = Trace::read(&self.trace);
        // It is over, and its trace is gone already.
        if trace.lines.len() < before {
            return before;
        }
        let scale = |time| lesson_time(time, self.second);
        if let (None, Some(last)) = (self.since, trace.lines.last()) {
            self.since = Instant::now().checked_sub(last.at);
        }
        let lines = trace.lines.into_iter().map(|line| (scale(line.at), line.text));
        self.lines = lines.collect();
        let polls = trace.polls.into_iter();
        self.polls = polls.map(|(lane, from, to)| (lane, scale(from), scale(to))).collect();
        before
    }

    /// The timeline up to now.
    pub(crate) fn timeline(&self, columns: usize, style: Style) -> String {
        let now = self.since.map(|since| lesson_time(since.elapsed(), self.second));
        timeline(&self.order, &self.lines, &self.polls, columns, style, now)
    }
}

/// A timeline that fits the screen.
pub(crate) fn timeline(
    order: &Order,
    lines: &[(Duration, String)],
    polls: &[(String, Duration, Duration)],
    columns: usize,
    style: Style,
    now: Option<Duration>,
) -> String {
    let lines: Vec<Line> = lines.iter().map(|(at, text)| Line { at: *at, text }).collect();
    let polls: Vec<Poll> =
        polls.iter().map(|(lane, from, to)| Poll { lane, from: *from, to: *to }).collect();
    order.timeline_so_far(&lines, &order.check(&lines), &polls, style.glyphs(), columns, now)
}

/// Runs a program of the course. Its lines appear as they come, on a terminal with the timeline below
/// them, which is gone when this returns.
pub(crate) fn run(mut command: Command, order: &Arc<Order>, second: Duration) -> Result<Run> {
    let trace = tempfile::NamedTempFile::new()?;
    command.env("LESSON_SECOND", second_text(second)).env("LESSON_TRACE", trace.path());
    let limit = in_order::limit(order, second) + ALLOWANCE;
    let never = AtomicBool::new(false);
    let ended = thread::scope(|scope| -> Result<Ended> {
        let program = scope.spawn(|| process::run_until(command, limit, None, None, &never));
        let mut picture = Picture::new(order, trace.path(), second);
        while !program.is_finished() {
            picture.draw()?;
            thread::sleep(FRAME);
        }
        picture.end()?;
        program.join().unwrap_or_else(|_| anyhow::bail!("what runs the program panicked"))
    })?;
    let (trace, read) = Trace::read(trace.path());
    Ok(Run::traced(&ended, trace, read, second))
}

/// The lines and the timeline on the terminal's own screen.
struct Picture {
    live: Live,
    style: Style,
    /// How many lines the timeline takes there.
    height: u16,
}

impl Picture {
    fn new(order: &Arc<Order>, trace: &Path, second: Duration) -> Self {
        let live = Live::new(Arc::clone(order), trace.into(), second);
        Self { live, style: Style::of_stdout(), height: 0 }
    }

    fn draw(&mut self) -> Result<()> {
        let before = self.live.read();
        if !io::stdout().is_terminal() {
            let mut out = io::stdout().lock();
            for (_, text) in &self.live.lines[before..] {
                writeln!(out, "{text}")?;
            }
            return Ok(());
        }
        let (columns, lines) = terminal::size().unwrap_or((80, 24));
        let timeline = self.live.timeline(width_of_stdout().saturating_sub(1), self.style);
        let mut out = io::stdout().lock();
        queue!(out, BeginSynchronizedUpdate)?;
        self.clear(&mut out)?;
        for (_, text) in &self.live.lines[before..] {
            writeln!(out, "{text}")?;
        }
        // What does not fit could not be taken back.
        let room = usize::from(lines.saturating_sub(2)).max(1);
        for line in timeline.lines().take(room) {
            let line: String = line.chars().take(usize::from(columns.saturating_sub(1))).collect();
            writeln!(out, "{line}")?;
            self.height += 1;
        }
        queue!(out, EndSynchronizedUpdate)?;
        Ok(out.flush()?)
    }

    fn clear(&mut self, out: &mut impl io::Write) -> io::Result<()> {
        if self.height > 0 {
            queue!(out, MoveToPreviousLine(self.height), Clear(ClearType::FromCursorDown))?;
        }
        self.height = 0;
        Ok(())
    }

    /// The lines that are still to be told, and no timeline any more.
    fn end(&mut self) -> Result<()> {
        self.draw()?;
        let mut out = io::stdout().lock();
        self.clear(&mut out)?;
        Ok(out.flush()?)
    }
}
