//! `cargo xtask verify`: every program of every lesson, several at a time, and whether each claim
//! holds for the lessons and each mistake is rejected for the claim that it names.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::Command;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use order::Order;
use serde::Serialize;

use crate::cargo::Programs;
use crate::course::{Course, Lesson, Variant, shown};
use crate::exit::{Exit, fail};
use crate::judge::{Judgement, Run, judge, judge_mistake};
use crate::process::{self, interrupted};
use crate::python::Python;
use crate::trace::Trace;

/// The first length of a lesson second.
const FIRST_SECOND: Duration = Duration::from_millis(25);

/// The same where a lane waits more than `MANY_WAITS` times: each wait adds its own lateness.
const FIRST_SECOND_OF_MANY: Duration = Duration::from_millis(50);
const MANY_WAITS: usize = 6;

/// How much longer the second gets with each try, and how many tries there are.
const SLOWER: u32 = 4;
const TRIES: u32 = 3;

/// How long a program may take to start and to end, besides its lesson.
const ALLOWANCE: Duration = Duration::from_secs(5);

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Lessons by package, number or folder; all if none is named
    lessons: Vec<String>,
    /// Programs at a time [default: four for each processor]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Length of the lesson second at the first try, such as 25ms
    #[arg(long, value_parser = parse_second)]
    second: Option<Duration>,
    /// At the speed at which a person sees it: --second 1s
    #[arg(long, conflicts_with = "second")]
    real: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    /// A program that is skipped, for want of Python, is a failure
    #[arg(long)]
    strict: bool,
}

/// Reads `25ms` or `0.5s`.
pub(crate) fn parse_second(text: &str) -> Result<Duration, String> {
    harness::parse_second(text).ok_or_else(|| "write a length such as 25ms, 0.5s or 1s".into())
}

/// The result of a whole run, as `--json` prints it.
#[derive(Debug, Serialize)]
struct Results {
    version: u32,
    lessons: Vec<LessonResult>,
    runs: usize,
    /// Runs that were repeated with a longer second.
    repeated: usize,
    took_s: f64,
    /// What the same runs take when a lesson second is a second.
    real_s: f64,
    interrupted: bool,
}

#[derive(Debug, Serialize)]
struct LessonResult {
    number: String,
    name: String,
    title: String,
    variants: BTreeMap<Variant, Outcome>,
    mistakes: Vec<MistakeResult>,
}

#[derive(Debug, Serialize)]
struct MistakeResult {
    name: String,
    breaks: String,
    #[serde(flatten)]
    outcome: Outcome,
}

/// What became of one program.
#[derive(Clone, Debug, Default, Serialize)]
struct Outcome {
    status: Status,
    /// Why it was not run, or what is wrong, in full.
    #[serde(skip_serializing_if = "String::is_empty")]
    why: String,
    /// The lengths of a lesson second that it was run with.
    seconds_ms: Vec<f64>,
    /// How long the last run took, in lesson seconds.
    lesson_s: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Status {
    /// Nobody came to run it: interrupted, or a mistake of a lesson that fails.
    #[default]
    NotRun,
    /// The claims hold, or the mistake is rejected for the claim that it names.
    Ok,
    Failed,
    /// The subject does not exist there.
    NotApplicable,
    /// Something is not installed.
    Skipped,
}

/// Runs the command.
pub(crate) fn verify(options: &Options) -> Result<()> {
    let mut course = Course::read()?;
    course.select(&options.lessons)?;
    if course.lessons.is_empty() {
        bail!("there is no lesson yet; `cargo xtask new NAME` makes one");
    }
    let orders = read_orders(&course)?;
    let programs = Programs::build(&course)?;
    process::take_ctrl_c()?;
    let scratch = tempfile::tempdir()?;
    let verifier = Verifier {
        course: &course,
        orders: &orders,
        programs: &programs,
        python: Python::find(&course.root),
        scratch: scratch.path(),
        second: if options.real { Some(Duration::from_secs(1)) } else { options.second },
    };
    let jobs = options.jobs.map_or_else(default_jobs, usize::from);
    let results = verifier.run(jobs);
    if options.json {
        serde_json::to_writer_pretty(io::stdout(), &results)?;
        println!();
    } else {
        io::stdout().write_all(results.to_text().as_bytes())?;
    }
    results.verdict(options.strict)
}

fn default_jobs() -> usize {
    thread::available_parallelism().map_or(2, usize::from) * 4
}

/// The claims on every variant, read before anything is built.
type Orders = BTreeMap<(usize, Variant), Order>;

fn read_orders(course: &Course) -> Result<Orders> {
    let mut orders = Orders::new();
    for (index, lesson) in course.lessons.iter().enumerate() {
        for variant in lesson.variants() {
            orders.insert((index, variant), lesson.order(variant)?);
        }
        for mistake in &lesson.mistakes {
            let texts = orders[&(index, Variant::Tokio)].rows().iter().map(|row| row.text.as_str());
            mistake.names_a_row(texts, &lesson.folder)?;
        }
    }
    Ok(orders)
}

struct Verifier<'a> {
    course: &'a Course,
    orders: &'a Orders,
    programs: &'a Programs,
    python: Result<Python, String>,
    scratch: &'a Path,
    second: Option<Duration>,
}

/// One program to run.
#[derive(Clone, Copy, Debug)]
struct Job {
    lesson: usize,
    what: What,
    /// About how long it takes, for the longest to go first.
    length: Duration,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Variant(Variant),
    /// A mistake, at the speed that its lesson just passed.
    Mistake(usize, Duration),
}

/// What the workers share.
struct Shared {
    waiting: Vec<Job>,
    /// Programs that run now, and may bring new jobs when they end.
    running: usize,
    results: Vec<LessonResult>,
}

impl Verifier<'_> {
    /// Runs everything, `jobs` programs at a time.
    fn run(&self, jobs: usize) -> Results {
        let start = Instant::now();
        let (waiting, results) = self.plan();
        let total = waiting.len()
            + self.course.lessons.iter().map(|lesson| lesson.mistakes.len()).sum::<usize>();
        let bar = progress(total);
        let shared = Mutex::new(Shared { waiting, running: 0, results });
        let changed = Condvar::new();
        thread::scope(|scope| {
            for _ in 0..jobs {
                scope.spawn(|| self.work(&shared, &changed, &bar));
            }
        });
        bar.finish_and_clear();
        let results = shared.into_inner().unwrap_or_else(PoisonError::into_inner).results;
        Results::of(results, start.elapsed())
    }

    /// The jobs that can start, and an empty result for each program.
    fn plan(&self) -> (Vec<Job>, Vec<LessonResult>) {
        let mut jobs = Vec::new();
        let mut results = Vec::new();
        for (index, lesson) in self.course.lessons.iter().enumerate() {
            let mut variants = BTreeMap::new();
            for variant in Variant::ALL {
                let mut outcome = Outcome::default();
                match (lesson.about.without.get(&variant), &self.python) {
                    (Some(why), _) => {
                        outcome.status = Status::NotApplicable;
                        outcome.why.clone_from(why);
                    }
                    (None, Err(why)) if variant == Variant::Python => {
                        outcome.status = Status::Skipped;
                        outcome.why.clone_from(why);
                    }
                    (None, _) => {
                        let length = self.orders[&(index, variant)].last_second();
                        jobs.push(Job { lesson: index, what: What::Variant(variant), length });
                    }
                }
                variants.insert(variant, outcome);
            }
            let mistakes = lesson.mistakes.iter().map(|mistake| MistakeResult {
                name: mistake.short().into(),
                breaks: mistake.breaks.to_string(),
                outcome: Outcome::default(),
            });
            results.push(LessonResult {
                number: lesson.number.clone(),
                name: lesson.name.clone(),
                title: lesson.about.title.clone(),
                variants,
                mistakes: mistakes.collect(),
            });
        }
        (jobs, results)
    }

    /// What one worker does: the longest job that waits, until none can come any more.
    fn work(&self, shared: &Mutex<Shared>, changed: &Condvar, bar: &ProgressBar) {
        loop {
            let mut guard = lock(shared);
            let job = loop {
                if interrupted() {
                    return changed.notify_all();
                }
                let longest = (0..guard.waiting.len()).max_by_key(|&job| guard.waiting[job].length);
                match longest {
                    Some(longest) => break guard.waiting.swap_remove(longest),
                    None if guard.running == 0 => return changed.notify_all(),
                    None => guard = changed.wait(guard).unwrap_or_else(PoisonError::into_inner),
                }
            };
            guard.running += 1;
            drop(guard);
            let outcome = match job.what {
                What::Variant(variant) => self.verify_variant(job.lesson, variant),
                What::Mistake(mistake, second) => self.verify_mistake(job.lesson, mistake, second),
            };
            let mut guard = lock(shared);
            guard.running -= 1;
            Self::take(job, outcome, &mut guard);
            drop(guard);
            changed.notify_all();
            bar.inc(1);
        }
    }

    /// Notes an outcome. A lesson that holds makes its mistakes worth running.
    fn take(job: Job, outcome: Outcome, shared: &mut Shared) {
        let result = &mut shared.results[job.lesson];
        match job.what {
            What::Mistake(mistake, _) => result.mistakes[mistake].outcome = outcome,
            What::Variant(variant) => {
                if variant == Variant::Tokio && outcome.status == Status::Ok {
                    let passed = outcome.seconds_ms.last().copied().unwrap_or_default() / 1e3;
                    let second = Duration::from_secs_f64(passed);
                    shared.waiting.extend((0..result.mistakes.len()).map(|mistake| Job {
                        lesson: job.lesson,
                        what: What::Mistake(mistake, second),
                        // Mistakes tend to hang, and then take up to the limit of the lesson.
                        length: job.length * 2,
                    }));
                }
                result.variants.insert(variant, outcome);
            }
        }
    }

    fn verify_variant(&self, index: usize, variant: Variant) -> Outcome {
        let lesson = &self.course.lessons[index];
        let order = &self.orders[&(index, variant)];
        let title = format!("{} on {variant}", lesson.name);
        let first = self.second.unwrap_or_else(|| first_second(order));
        Self::tries(first, |second| {
            let file = lesson.order_file(variant);
            let run = self.run_program(self.command(lesson, variant)?, order, &file, second)?;
            let judgement = judge(&run, order);
            let report = run.report(order, &title, &shown(&file));
            Ok((judgement, report, run.took))
        })
    }

    fn verify_mistake(&self, index: usize, mistake: usize, second: Duration) -> Outcome {
        let lesson = &self.course.lessons[index];
        let mistake = &lesson.mistakes[mistake];
        let order = &self.orders[&(index, Variant::Tokio)];
        let title = format!("{}: mistake {}", lesson.name, mistake.short());
        Self::tries(second, |second| {
            let file = lesson.order_file(Variant::Tokio);
            let command = Command::new(self.programs.path(&mistake.target)?);
            let run = self.run_program(command, order, &file, second)?;
            let Err((what, judgement)) = judge_mistake(&run, order, &mistake.breaks) else {
                return Ok((Judgement::Holds, String::new(), run.took));
            };
            let report = run.report(order, &title, &shown(&file));
            let why = format!("the mistake {what}\nits header names: {}\n{report}", mistake.breaks);
            Ok((judgement, why, run.took))
        })
    }

    /// Runs a program with longer and longer seconds, as long as a slow machine alone can have
    /// broken what is broken.
    fn tries(
        first: Duration,
        mut run: impl FnMut(Duration) -> Result<(Judgement, String, Duration)>,
    ) -> Outcome {
        let mut outcome = Outcome::default();
        for attempt in 0..TRIES {
            let second = first * SLOWER.pow(attempt);
            outcome.seconds_ms.push(second.as_secs_f64() * 1e3);
            let (judgement, why, took) = match run(second) {
                Ok(ran) => ran,
                Err(error) => (Judgement::Broken, format!("{error:#}\n"), Duration::ZERO),
            };
            if interrupted() {
                return Outcome::default();
            }
            outcome.lesson_s = took.as_secs_f64();
            let holds = judgement == Judgement::Holds;
            outcome.status = if holds { Status::Ok } else { Status::Failed };
            outcome.why = if holds { String::new() } else { why };
            if judgement != Judgement::MayBeNoise {
                break;
            }
        }
        outcome
    }

    fn command(&self, lesson: &Lesson, variant: Variant) -> Result<Command> {
        match lesson.target(variant) {
            Some(target) => Ok(Command::new(self.programs.path(&target)?)),
            None => match &self.python {
                Ok(python) => Ok(python.command(&lesson.source(variant))),
                Err(why) => bail!("{why}"),
            },
        }
    }

    fn run_program(
        &self,
        mut command: Command,
        order: &Order,
        file: &Path,
        second: Duration,
    ) -> Result<Run> {
        let trace = tempfile::NamedTempFile::new_in(self.scratch)?;
        command
            .env("LESSON_SECOND", format!("{}ms", second.as_secs_f64() * 1e3))
            .env("LESSON_TRACE", trace.path())
            .env_remove("LESSON_LIMIT");
        let ended = process::run(command, harness::limit(order, second) + ALLOWANCE)?;
        let (trace, read) = Trace::read(trace.path());
        if let Some(expected) = &trace.expected
            && !file.ends_with(expected)
        {
            bail!(
                "the program checks itself by {expected}, but {} is there for it; write lesson!(\"{}\")",
                shown(file),
                file.file_name().unwrap_or_default().display(),
            );
        }
        Ok(Run::traced(&ended, trace, read, second))
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The second that a lesson is tried with first.
pub(crate) fn first_second(order: &Order) -> Duration {
    let waits = |lane: usize| {
        let seconds =
            order.rows().iter().filter(|row| row.lane == lane).filter_map(|row| row.second);
        let mut seconds: Vec<Duration> = seconds.collect();
        seconds.dedup();
        seconds.len().saturating_sub(1)
    };
    let most = (0..order.lanes().len()).map(waits).max().unwrap_or(0);
    if most > MANY_WAITS { FIRST_SECOND_OF_MANY } else { FIRST_SECOND }
}

/// Shown on terminals only.
fn progress(total: usize) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} programs");
    ProgressBar::new(total as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

impl Results {
    fn of(lessons: Vec<LessonResult>, took: Duration) -> Self {
        let outcomes = || lessons.iter().flat_map(LessonResult::outcomes);
        Self {
            version: 1,
            runs: outcomes().map(|outcome| outcome.seconds_ms.len()).sum(),
            repeated: outcomes().map(|outcome| outcome.seconds_ms.len().saturating_sub(1)).sum(),
            real_s: outcomes().map(|outcome| outcome.lesson_s).sum(),
            took_s: took.as_secs_f64(),
            interrupted: interrupted(),
            lessons,
        }
    }

    /// The matrix, what is not there and why, what failed and why, and a last line that counts.
    fn to_text(&self) -> String {
        let width = self.lessons.iter().map(|lesson| lesson.name.len() + 3).max().unwrap_or(0);
        let mut out = format!("{:width$}", "lesson");
        for variant in Variant::ALL {
            let _ = write!(out, "  {variant:<9}");
        }
        out.push_str("  mistakes\n");
        let mut gaps = String::new();
        let mut failures = String::new();
        for lesson in &self.lessons {
            let _ = writeln!(
                out,
                "{:width$}{}",
                format!("{} {}", lesson.number, lesson.name),
                lesson.cells()
            );
            lesson.explain(&mut gaps, &mut failures);
        }
        out + &gaps + &failures + &self.summary()
    }

    fn summary(&self) -> String {
        let failed = self
            .lessons
            .iter()
            .flat_map(LessonResult::outcomes)
            .filter(|o| o.status == Status::Failed);
        let failed = failed.count();
        let mut out = format!(
            "{}{} runs in {:.1} s (real time would be {})",
            if failed > 0 { format!("{failed} failed: ") } else { String::new() },
            self.runs,
            self.took_s,
            minutes(self.real_s),
        );
        if self.repeated > 0 {
            let _ = write!(out, "; {} repeated with a longer second", self.repeated);
        }
        if self.interrupted {
            out.push_str("; interrupted, so `-` was not run");
        }
        out.push('\n');
        out
    }

    /// Success, or the exit code that says why not.
    fn verdict(&self, strict: bool) -> Result<()> {
        if self.interrupted {
            return Err(fail(Exit::Interrupted, "interrupted"));
        }
        let any = |status| {
            self.lessons.iter().flat_map(LessonResult::outcomes).any(|o| o.status == status)
        };
        if any(Status::Failed) {
            bail!("not every claim held");
        }
        if strict && any(Status::Skipped) {
            bail!("some programs were skipped, and --strict was given");
        }
        Ok(())
    }
}

impl LessonResult {
    fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.variants.values().chain(self.mistakes.iter().map(|mistake| &mistake.outcome))
    }

    fn cells(&self) -> String {
        let mut out = String::new();
        for outcome in self.variants.values() {
            let cell = match outcome.status {
                Status::NotRun => "-",
                Status::Ok => "ok",
                Status::Failed => "FAILED",
                Status::NotApplicable => "n/a",
                Status::Skipped => "skipped",
            };
            let _ = write!(out, "  {cell:9}");
        }
        let rejected =
            self.mistakes.iter().filter(|mistake| mistake.outcome.status == Status::Ok).count();
        let _ = write!(out, "  {rejected} of {} rejected", self.mistakes.len());
        out
    }

    fn explain(&self, gaps: &mut String, failures: &mut String) {
        for (variant, outcome) in &self.variants {
            match outcome.status {
                Status::NotApplicable | Status::Skipped => {
                    let _ = writeln!(gaps, "{} on {variant}: {}", self.name, outcome.why);
                }
                Status::Failed => {
                    let _ = write!(failures, "\n{}", outcome.tell());
                }
                Status::NotRun | Status::Ok => {}
            }
        }
        for mistake in
            self.mistakes.iter().filter(|mistake| mistake.outcome.status == Status::Failed)
        {
            let _ = write!(failures, "\n{}: {}", self.name, mistake.outcome.tell());
        }
    }
}

impl Outcome {
    fn tell(&self) -> String {
        let tries =
            self.seconds_ms.iter().map(|ms| format!("{ms} ms")).collect::<Vec<_>>().join(", ");
        format!("{}(tried with a lesson second of {tries})\n\n", self.why)
    }
}

fn minutes(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    if whole < 60 { format!("{whole} s") } else { format!("{} min {} s", whole / 60, whole % 60) }
}

#[cfg(test)]
mod tests {
    //! The program is right and the file is made wrong: for every lesson, verify has to see it.

    use super::*;

    /// The lines of a file, and those of them that are rows: line index, lane, second.
    fn rows(order: &Order) -> Vec<(usize, usize, Option<Duration>)> {
        order.rows().iter().map(|row| (row.line - 1, row.lane, row.second)).collect()
    }

    /// Each way in which the file is made wrong.
    fn wrong_files(text: &str, order: &Order) -> Vec<(&'static str, String)> {
        let lines: Vec<&str> = text.lines().collect();
        let rows = rows(order);
        let with = |change: &dyn Fn(&mut Vec<String>)| {
            let mut lines: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
            change(&mut lines);
            lines.join("\n")
        };
        let mut wrong = Vec::new();
        let last = rows.iter().max_by_key(|row| row.2).copied();
        if let Some((line, _, Some(second))) = last {
            wrong.push((
                "the last second raised by one",
                with(&|lines| {
                    let words = lines[line]
                        .split_once("s ")
                        .expect("a row with a second has a blank after it");
                    lines[line] = format!("{}s {}", second.as_secs_f64() + 1.0, words.1);
                }),
            ));
        }
        let text_of = |line: usize| lines[line].split_once('|').map(|(_, text)| text.to_owned());
        let swap = rows.iter().enumerate().find_map(|(n, (line, lane, _))| {
            let (above, ..) = rows[..n].iter().rev().find(|row| row.1 == *lane)?;
            (text_of(*above) != text_of(*line)).then_some((*above, *line))
        });
        let (above, below) = swap.expect("some lane has two rows");
        wrong.push((
            "two rows of one lane swapped",
            with(&|lines| {
                let texts = [above, below].map(|line| text_of(line).expect("a row has a bar"));
                for (line, text) in [(above, &texts[1]), (below, &texts[0])] {
                    let claims = lines[line].split_once('|').expect("a row has a bar").0.to_owned();
                    lines[line] = format!("{claims}|{text}");
                }
            }),
        ));
        let (line, ..) = rows.last().expect("a file has rows");
        wrong.push(("a row taken out", with(&|lines| drop(lines.remove(*line)))));
        wrong.push((
            "a row added",
            with(&|lines| lines.push("ghost | a line that never comes".into())),
        ));
        wrong
    }

    #[test]
    fn a_wrong_file_is_seen_under_every_lesson() {
        let course = Course::read().expect("the course can be read");
        let orders = read_orders(&course).expect("the claims can be read");
        let programs = Programs::build(&course).expect("the lessons build");
        let scratch = tempfile::tempdir().expect("there is room for a folder");
        let python = Err("this test runs Tokio alone".into());
        let verifier = Verifier {
            course: &course,
            orders: &orders,
            programs: &programs,
            python,
            scratch: scratch.path(),
            second: None,
        };
        for (index, lesson) in course.lessons.iter().enumerate() {
            let order = &orders[&(index, Variant::Tokio)];
            let file = lesson.order_file(Variant::Tokio);
            let command = verifier.command(lesson, Variant::Tokio).expect("the lesson is built");
            let second = Duration::from_millis(100);
            let run = verifier.run_program(command, order, &file, second).expect("the lesson runs");
            assert_eq!(
                judge(&run, order),
                Judgement::Holds,
                "{}",
                run.report(order, &lesson.name, "")
            );
            let text = std::fs::read_to_string(&file).expect("the claims can be read");
            for (what, wrong) in wrong_files(&text, order) {
                // A file that contradicts itself is refused before anything is run: seen as well.
                let Ok(wrong_order) = wrong.parse::<Order>() else { continue };
                assert_ne!(
                    judge(&run, &wrong_order),
                    Judgement::Holds,
                    "{}: {what}:\n{wrong}",
                    lesson.name
                );
            }
        }
    }
}
