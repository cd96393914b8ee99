//! A run that has not ended: its lines so far, and a timeline that grows with them.

use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use course::Run;
use crossterm::cursor::MoveToPreviousLine;
use crossterm::queue;
use crossterm::terminal::{self, BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate};
use expected_order::{Order, lesson_time};
use in_order::report::Style;
use runner::{Spec, Trace, traced};

use crate::learn::screen::width_of_stdout;

/// The time between two drawings of a timeline.
pub(crate) const FRAME: Duration = Duration::from_millis(50);

/// The longest trace that is read while it grows. A lesson's trace has a few kilobytes.
const MOST: u64 = 256 << 10;

/// A program's run so far, read from its trace.
pub(crate) struct Live {
    order: Arc<Order>,
    trace: PathBuf,
    second: Duration,
    /// When the lesson began, worked out from its lines.
    since: Option<Instant>,
    pub(crate) run: Run,
}

impl Live {
    pub(crate) fn new(order: Arc<Order>, trace: PathBuf, second: Duration) -> Self {
        Self { order, trace, second, since: None, run: Trace::default().run(second) }
    }

    /// Reads what is new in the trace. Returns how many lines there were before.
    pub(crate) fn read(&mut self) -> usize {
        let before = self.run.lines.len();
        if fs::metadata(&self.trace).is_ok_and(|trace| trace.len() > MOST) {
            return before;
        }
        // The last line of the file may be half written, and is read the next time.
        let (trace, _) = Trace::read(&self.trace);
        // The run has ended, and its trace is gone already.
        if trace.lines.len() < before {
            return before;
        }
        if let (None, Some(last)) = (self.since, trace.lines.last()) {
            self.since = Instant::now().checked_sub(last.at);
        }
        self.run = trace.run(self.second);
        before
    }

    /// The timeline up to now.
    pub(crate) fn timeline(&self, columns: usize, style: Style) -> String {
        let now = self.since.map(|since| lesson_time(since.elapsed(), self.second));
        timeline(&self.order, &self.run, columns, style, now)
    }
}

/// A timeline that fits the screen.
pub(crate) fn timeline(
    order: &Order,
    run: &Run,
    columns: usize,
    style: Style,
    now: Option<Duration>,
) -> String {
    let lines = run.lines();
    let verdict = order.check(&lines);
    order.timeline_so_far(&lines, &verdict, &run.polls(), style.glyphs(), columns, now)
}

/// Runs a program of the course and prints its lines as they come. A terminal also shows the timeline
/// below the lines, until this returns.
pub(crate) fn run(spec: Spec, order: &Arc<Order>) -> Result<Run> {
    let second = spec.second;
    let (starts, trace) = channel();
    thread::scope(|scope| {
        let program = scope.spawn(|| {
            traced(spec, move |path| {
                // The receiver waits for it.
                let _ = starts.send(path.to_path_buf());
            })
        });
        let mut picture = trace.recv().ok().map(|trace| Picture::new(order, &trace, second));
        while !program.is_finished() {
            picture.as_mut().map(Picture::follow).transpose()?;
            thread::sleep(FRAME);
        }
        let run = program.join();
        let run =
            run.unwrap_or_else(|_| anyhow::bail!("the thread that runs the program panicked"))?;
        picture.map(|picture| picture.end(&run)).transpose()?;
        Ok(run)
    })
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

    /// Reads on, and draws what is new.
    fn follow(&mut self) -> Result<()> {
        let before = self.live.read();
        self.draw(before)
    }

    /// Draws the lines after the first `before`, and the timeline.
    fn draw(&mut self, before: usize) -> Result<()> {
        if !io::stdout().is_terminal() {
            let mut out = io::stdout().lock();
            for said in &self.live.run.lines[before..] {
                writeln!(out, "{}", said.text)?;
            }
            return Ok(());
        }
        let (columns, lines) = terminal::size().unwrap_or((80, 24));
        let timeline = self.live.timeline(width_of_stdout().saturating_sub(1), self.style);
        let mut out = io::stdout().lock();
        queue!(out, BeginSynchronizedUpdate)?;
        self.clear(&mut out)?;
        for said in &self.live.run.lines[before..] {
            writeln!(out, "{}", said.text)?;
        }
        // Text that scrolls off the screen could not be erased.
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

    /// Draws the remaining lines, and stops drawing the timeline.
    fn end(mut self, run: &Run) -> Result<()> {
        let before = self.live.run.lines.len();
        self.live.run = run.clone();
        self.draw(before)?;
        let mut out = io::stdout().lock();
        self.clear(&mut out)?;
        Ok(out.flush()?)
    }
}
