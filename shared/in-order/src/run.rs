//! The run of this process: its clock, its lines and its panics.

use std::cell::Cell;
use std::fmt::{self, Write as _};
use std::io::{self, Write};
use std::panic::{self, Location, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use expected_order::Order;

use crate::report::{self, Failure, Heard, Report, Style};
use crate::trace::Trace;
use crate::{Source, second};

static RUN: OnceLock<Run> = OnceLock::new();

thread_local! {
    /// The buffer that lines are formatted in. It is kept from line to line, because a new buffer for each
    /// line makes `say!` a tenth slower. When a destructor of a thread-local value calls `say!`, the buffer
    /// may no longer exist.
    static FORMATTED: Cell<String> = const { Cell::new(String::new()) };
}

struct Run {
    source: Source,
    order: Order,
    start: Instant,
    record: Mutex<Record>,
    /// Set under the lock of `record`, once the report begins.
    ended: AtomicBool,
}

/// What has happened so far.
#[derive(Default)]
struct Record {
    /// All lines, each with its line end. One buffer, because a string for each line costs more than the
    /// rest of `say!`.
    text: String,
    /// The stamp of each line, where in `text` it ends, and its `say!`.
    lines: Vec<(Duration, usize, &'static Location<'static>)>,
    polls: Vec<(&'static str, Duration, Duration)>,
    wakes: Vec<(&'static str, Duration)>,
    /// The panics, and which of them the lesson expects.
    panics: Vec<Failure>,
    expects: Vec<String>,
    trace: Option<Trace>,
}

/// How a lesson ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Main called `finish`.
    Finished,
    /// Main returned an error, such as with `?`.
    Returned,
    /// Main panicked.
    Panicked,
    /// It was still running at its limit.
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

    /// What the report says about the end; `None` after `finish`.
    fn trouble(
        self,
        order: &Order,
        verdict: &expected_order::Verdict,
        heard: &Heard,
        took: Duration,
    ) -> Option<String> {
        match self {
            Self::Finished => None,
            Self::Returned => {
                Some("main returned an error before lesson.finish(); the error is below".into())
            }
            Self::Panicked => Some("main panicked before lesson.finish()".into()),
            Self::Limit => Some(format!(
                "ended after {:.2} lesson seconds, which is twice the last second, plus two lesson seconds and one \
                 real second (LESSON_LIMIT=off lets it run on, for a debugger){}",
                took.as_secs_f64(),
                report::last_heard(order, verdict, heard),
            )),
        }
    }
}

pub(crate) fn start(source: Source) {
    second::read_arguments(&source);
    let second = second::length();
    let order: Order = source
        .expected
        .parse()
        .unwrap_or_else(|error| second::fail(&format!("{}:{error}", source.shown(source.file))));
    let trace = Trace::open(&source, second);
    let limit = crate::limit(&order, second);
    let record = Mutex::new(Record { trace, ..Record::default() });
    let run = Run { source, order, record, ended: AtomicBool::new(false), start: Instant::now() };
    assert!(RUN.set(run).is_ok(), "lesson!() was called twice; a process runs one lesson");
    let previous = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        panicked(info);
        previous(info);
    }));
    if std::env::var_os("LESSON_LIMIT").is_none() {
        // A thread, because a lesson that blocks its runtime must be ended too.
        thread::spawn(move || {
            thread::sleep(limit);
            end(End::Limit)
        });
    }
}

pub(crate) fn elapsed() -> Duration {
    run().start.elapsed()
}

pub(crate) fn say(line: fmt::Arguments, place: &'static Location<'static>, out: impl Write) {
    if let Some(line) = line.as_str() {
        return print(line, place, out);
    }
    // Format before locking: a `Display` may panic, or call `say!` itself. The inner `say!` finds no buffer
    // and makes one.
    let mut formatted = FORMATTED.try_with(Cell::take).unwrap_or_default();
    formatted.clear();
    formatted.write_fmt(line).expect("a Display that is used by say! returns no error");
    print(&formatted, place, out);
    let _ = FORMATTED.try_with(|kept| kept.set(formatted));
}

fn print(line: &str, place: &'static Location<'static>, mut out: impl Write) {
    let run = run();
    let mut guard = run.lock();
    let record = &mut *guard;
    let at = run.start.elapsed();
    let from = record.text.len();
    let mut take = |line: &str| {
        record.text.push_str(line);
        record.text.push('\n');
        record.lines.push((at, record.text.len(), place));
        if let Some(trace) = &mut record.trace {
            trace.line(at, line, &run.source.place(place));
        }
    };
    if is_plain(line) {
        take(line);
    } else {
        line.split('\n').for_each(|line| take(&escaped(line)));
    }
    let printed = out.write_all(&record.text.as_bytes()[from..]);
    drop(guard);
    if let Err(error) = printed
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        panic!("cannot write to standard output: {error}");
    }
}

/// Whether a line is printed as it is. Nearly all are, and `say!` should cost little more than `println!`.
/// So this looks at all bytes, and the compiler can check many of them at a time.
fn is_plain(line: &str) -> bool {
    line.bytes().fold(true, |plain, byte| plain & (b' '..=b'~').contains(&byte))
}

/// A line with its control characters escaped, such as a carriage return as `\r`. A terminal and a tool that
/// reads standard output treat them differently. Without escaping, the line on the screen would not be the
/// line that is checked.
fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        if c.is_control() {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
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

pub(crate) fn woken(lane: &'static str) {
    let run = run();
    let mut record = run.lock();
    let at = run.start.elapsed();
    record.wakes.push((lane, at));
    if let Some(trace) = &mut record.trace {
        trace.wake(at, lane);
    }
}

pub(crate) fn expect_panic(text: &str) {
    let run = run();
    let mut record = run.lock();
    let at = run.start.elapsed();
    record.expects.push(text.into());
    if let Some(trace) = &mut record.trace {
        trace.expects(at, text);
    }
}

fn panicked(info: &PanicHookInfo) {
    let run = run();
    // The thread that reports holds the lock until the process ends. If that thread panics, it would wait
    // for itself.
    if run.ended.load(Ordering::Relaxed) {
        return;
    }
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    let text = text.unwrap_or_else(|| "(a panic without a message)".into());
    let src = info.location().map(|location| run.source.place(location));
    let mut record = run.lock();
    let at = run.start.elapsed();
    if let Some(trace) = &mut record.trace {
        trace.panic(at, &text, thread::current().name(), src.as_ref());
    }
    record.panics.push(Failure { text, src });
}

/// Reports and ends the process.
pub(crate) fn end(how: End) -> ! {
    let code = report(how);
    std::process::exit(code)
}

/// Reports, and returns the exit code. Only the first call reports: the limit may come while main is
/// already ending.
pub(crate) fn report(how: End) -> i32 {
    let run = run();
    let mut record = run.lock();
    if run.ended.swap(true, Ordering::Relaxed) {
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
    let failures = match how {
        // Its message is on standard error already.
        End::Panicked => None,
        _ => report::failures(&record.panics, &record.expects),
    };
    let holds = verdict.holds() && failures.is_none();
    // The tool that reads a trace prints the report.
    if record.trace.is_none() {
        let (title, file) = (run.source.title(), run.source.shown(run.source.file));
        let place = |(.., place): &(_, _, &Location)| Some(run.source.place(place));
        let places: Vec<_> = record.lines.iter().map(place).collect();
        let wakes: Vec<_> = record.wakes(second).collect();
        let heard = Heard { lines: &lines, places: &places, polls: &polls, wakes: &wakes };
        let trouble = [failures, how.trouble(&run.order, &verdict, &heard, took)];
        let trouble = trouble.into_iter().flatten().reduce(|a, b| format!("{a}\n  {b}"));
        let next = run.source.next(holds);
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
        // If standard error is closed, nobody can read the report.
        let _ = write!(io::stderr(), "\n{report}");
    }
    i32::from(!(holds && how == End::Finished))
}

impl Record {
    fn lines(&self, second: Duration) -> impl Iterator<Item = expected_order::Line<'_>> {
        let ends = self.lines.iter().map(|&(_, end, _)| end);
        let starts = std::iter::once(0).chain(ends);
        self.lines.iter().zip(starts).map(move |(&(at, end, _), start)| expected_order::Line {
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

    fn wakes(&self, second: Duration) -> impl Iterator<Item = (&'static str, Duration)> {
        self.wakes.iter().map(move |&(lane, at)| (lane, expected_order::lesson_time(at, second)))
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
