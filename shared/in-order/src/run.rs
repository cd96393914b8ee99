//! The one run of this process, its clock and its lines.

use std::cell::Cell;
use std::fmt::{self, Write as _};
use std::io::{self, Write};
use std::panic::Location;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use expected_order::Order;

use crate::report::{self, Report, Style};
use crate::trace::Trace;
use crate::{Source, second};

static RUN: OnceLock<Run> = OnceLock::new();

thread_local! {
    /// What lines are formatted in, kept from line to line: a new one each time made `say!` cost a
    /// tenth more. It is gone for a `say!` in a destructor of the thread's own values.
    static FORMATTED: Cell<String> = const { Cell::new(String::new()) };
}

struct Run {
    source: Source,
    order: Order,
    start: Instant,
    record: Mutex<Record>,
}

/// What happened so far.
#[derive(Default)]
struct Record {
    /// All lines, each with its line end: one buffer, since a string a line would cost more than
    /// the rest of `say!`.
    text: String,
    /// The stamp of each line, and where in `text` it ends.
    lines: Vec<(Duration, usize)>,
    polls: Vec<(&'static str, Duration, Duration)>,
    trace: Option<Trace>,
    ended: bool,
}

/// How a lesson ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// By `finish`.
    Finished,
    /// Main returned early: `?`.
    Returned,
    /// A panic in main.
    Panicked,
    /// It still ran at its limit.
    Limit,
}

impl End {
    fn name(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Returned => "returned",
            Self::Panicked => "panicked",
            Self::Limit => "limit",
        }
    }

    /// What the report says of it; nothing of an end as it should be.
    fn trouble(
        self,
        order: &Order,
        lines: &[expected_order::Line],
        verdict: &expected_order::Verdict,
        took: Duration,
    ) -> Option<String> {
        match self {
            Self::Finished => None,
            Self::Returned => {
                Some("main returned an error before lesson.finish(); it stands below".into())
            }
            Self::Panicked => Some("main panicked before lesson.finish()".into()),
            Self::Limit => Some(format!(
                "ended after {:.2} lesson seconds: it still ran at twice its last second, plus two \
                 lesson seconds and one real one (LESSON_LIMIT=off lets it run on, for a debugger){}",
                took.as_secs_f64(),
                report::last_heard(order, lines, verdict),
            )),
        }
    }
}

pub(crate) fn start(source: Source) {
    second::read_arguments(&source);
    let second = second::length();
    let order: Order = source.expected.parse().unwrap_or_else(|error| {
        second::fail(&format!("{}/{}:{error}", source.folder, source.file))
    });
    let trace = Trace::open(&source, second);
    let limit = crate::limit(&order, second);
    let record = Mutex::new(Record { trace, ..Record::default() });
    let run = Run { source, order, record, start: Instant::now() };
    assert!(RUN.set(run).is_ok(), "lesson!() stands twice; a process is one lesson");
    if std::env::var_os("LESSON_LIMIT").is_none() {
        // A thread of its own: a lesson that blocks its runtime has to be ended as well.
        std::thread::spawn(move || {
            std::thread::sleep(limit);
            end(End::Limit)
        });
    }
}

pub(crate) fn elapsed() -> Duration {
    run().start.elapsed()
}

pub(crate) fn say(line: fmt::Arguments, place: &Location, out: impl Write) {
    if let Some(line) = line.as_str() {
        return print(line, place, out);
    }
    // Formatting comes before the lock: a `Display` may panic, or call `say!` itself, which finds the
    // buffer taken and makes one of its own.
    let mut formatted = FORMATTED.try_with(Cell::take).unwrap_or_default();
    formatted.clear();
    formatted.write_fmt(line).expect("a Display that is used by say! returns no error");
    print(&formatted, place, out);
    let _ = FORMATTED.try_with(|kept| kept.set(formatted));
}

fn print(line: &str, place: &Location, mut out: impl Write) {
    let run = run();
    let mut guard = run.lock();
    let record = &mut *guard;
    let at = run.start.elapsed();
    let from = record.text.len();
    for part in line.split('\n') {
        record.text.push_str(part);
        record.text.push('\n');
        record.lines.push((at, record.text.len()));
        if let Some(trace) = &mut record.trace {
            trace.line(at, part, &run.source.place(place));
        }
    }
    let printed = out.write_all(&record.text.as_bytes()[from..]);
    drop(guard);
    if let Err(error) = printed
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        panic!("cannot write to standard output: {error}");
    }
}

pub(crate) fn polled(lane: &'static str, place: &Location, from: Duration) {
    let run = run();
    let mut record = run.lock();
    let to = run.start.elapsed();
    record.polls.push((lane, from, to));
    if let Some(trace) = &mut record.trace {
        trace.poll(lane, from, to, &run.source.place(place));
    }
}

pub(crate) fn woken(lane: &str) {
    let run = run();
    let mut record = run.lock();
    let at = run.start.elapsed();
    if let Some(trace) = &mut record.trace {
        trace.wake(at, lane);
    }
}

/// Reports and ends the process.
pub(crate) fn end(how: End) -> ! {
    let code = report(how);
    std::process::exit(code)
}

/// Reports, and returns the exit code of a lesson that ends now. Only the first call reports: the
/// limit may come while main is on its way out.
pub(crate) fn report(how: End) -> i32 {
    let run = run();
    let mut record = run.lock();
    if std::mem::replace(&mut record.ended, true) {
        return 1;
    }
    let at = run.start.elapsed();
    if let Some(trace) = &mut record.trace {
        trace.end(at, how.name());
    }
    let _ = io::stdout().flush();
    let second = second::length();
    let lines: Vec<expected_order::Line> = record.lines(second).collect();
    let polls: Vec<expected_order::Poll> = record.polls(second).collect();
    let verdict = run.order.check(&lines);
    let took = expected_order::lesson_time(at, second);
    // A trace is read by a tool that makes a report of its own.
    if record.trace.is_none() {
        let (title, file) = (run.source.title(), run.source.shown(run.source.file));
        let (trouble, next) =
            (how.trouble(&run.order, &lines, &verdict, took), run.source.next(verdict.holds()));
        let report = Report {
            title: &title,
            file: &file,
            order: &run.order,
            second,
            lines: &lines,
            verdict: &verdict,
            polls: &polls,
            took,
            trouble: trouble.as_deref(),
            next: next.as_deref(),
            style: Style::of_stderr(),
        };
        // Nobody is left to be told that standard error is gone.
        let _ = write!(io::stderr(), "\n{report}");
    }
    i32::from(!(verdict.holds() && how == End::Finished))
}

impl Record {
    fn lines(&self, second: Duration) -> impl Iterator<Item = expected_order::Line<'_>> {
        let ends = self.lines.iter().map(|&(_, end)| end);
        let starts = std::iter::once(0).chain(ends);
        self.lines.iter().zip(starts).map(move |(&(at, end), start)| expected_order::Line {
            at: expected_order::lesson_time(at, second),
            text: &self.text[start..end - 1],
        })
    }

    fn polls(&self, second: Duration) -> impl Iterator<Item = expected_order::Poll<'_>> {
        self.polls.iter().map(move |&(lane, from, to)| expected_order::Poll {
            lane,
            from: expected_order::lesson_time(from, second),
            to: expected_order::lesson_time(to, second),
        })
    }
}

impl Run {
    fn lock(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn run() -> &'static Run {
    RUN.get().expect("say! and polls need `let lesson = lesson!();` first in main")
}
