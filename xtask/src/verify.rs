//! `cargo xtask verify`: every program of every lesson, several at a time, and whether each claim
//! holds for the lessons and each mistake is rejected for the claim that it names.

use std::collections::BTreeMap;
use std::env;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use expected_order::Order;
use indicatif::{ProgressBar, ProgressStyle};

use crate::course::{Breaks, Lesson, Variant, shown};
use crate::judge::{Judgement, Run, judge, judge_mistake};
use crate::process::{self, interrupted};
use crate::results::{LessonResult, MistakeResult, Outcome, Place, Results, Status, Try};
use crate::runner::{Runner, seconds};

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch on the command line")]
pub(crate) struct Options {
    /// Lessons by package, number or folder; all if none is named
    lessons: Vec<String>,
    /// Programs at a time [default: eight for each processor]
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
    /// Write the result as JUnit XML, for CI systems
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Write each run as a Chrome trace, which Perfetto opens
    #[arg(long, value_name = "DIR")]
    trace_dir: Option<PathBuf>,
    /// Print every claim with its file and line, and run nothing
    #[arg(long)]
    list_claims: bool,
    /// A program that is skipped, for want of Python or its packages, is a failure
    #[arg(long)]
    strict: bool,
}

/// Reads `25ms` or `0.5s`.
pub(crate) fn parse_second(text: &str) -> Result<Duration, String> {
    in_order::parse_second(text).ok_or_else(|| "write a length such as 25ms, 0.5s or 1s".into())
}

/// The same the other way round, for `LESSON_SECOND` and `--second`.
pub(crate) fn second_text(second: Duration) -> String {
    format!("{}ms", second.as_secs_f64() * 1e3)
}

/// Runs the command.
pub(crate) fn verify(options: &Options) -> Result<()> {
    if options.list_claims {
        return crate::claims::list(&options.lessons);
    }
    let runner = Runner::new(&options.lessons)?;
    process::take_ctrl_c()?;
    let second = if options.real { Some(Duration::from_secs(1)) } else { options.second };
    let jobs = options.jobs.map_or_else(default_jobs, usize::from);
    let results = run_all(&runner, second, jobs);
    if options.json {
        serde_json::to_writer_pretty(io::stdout(), &results)?;
        println!();
    } else {
        io::stdout().write_all(results.to_text().as_bytes())?;
    }
    if env::var_os("GITHUB_ACTIONS").is_some() {
        io::stderr().write_all(results.annotations().as_bytes())?;
    }
    if let Some(path) = &options.junit {
        results.write_junit(path)?;
    }
    if let Some(folder) = &options.trace_dir {
        runner.runs(|name, run, order| {
            crate::chrome::write(&folder.join(format!("{name}.json")), run, order)
        })?;
    }
    results.verdict(options.strict)
}

/// Lessons mostly wait: all of them together keep two processors a third of the time busy.
pub(crate) fn default_jobs() -> usize {
    thread::available_parallelism().map_or(2, usize::from) * 8
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

/// Runs every program of the runner's lessons, `jobs` at a time. `second` is the lesson second of
/// the first try, if it is not each lesson's own.
pub(crate) fn run_all(runner: &Runner, second: Option<Duration>, jobs: usize) -> Results {
    let start = Instant::now();
    let (waiting, results) = plan(runner, second);
    let mistakes: usize = runner.course.lessons.iter().map(|lesson| lesson.mistakes.len()).sum();
    let bar = progress(waiting.len() + mistakes, "programs");
    let shared = Mutex::new(Shared { waiting, running: 0, results });
    let changed = Condvar::new();
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| work(runner, second, &shared, &changed, &bar));
        }
    });
    bar.finish_and_clear();
    let lessons = shared.into_inner().unwrap_or_else(PoisonError::into_inner).results;
    let outcomes = || {
        let of_lesson = |lesson: &'_ LessonResult| {
            let mistakes = lesson.mistakes.iter().map(|mistake| &mistake.outcome);
            let outcomes = lesson.variants.values().chain(mistakes);
            outcomes.map(|outcome| (outcome.tries.len(), outcome.lesson_s)).collect::<Vec<_>>()
        };
        lessons.iter().flat_map(of_lesson)
    };
    Results {
        version: 1,
        runs: outcomes().map(|(tries, _)| tries).sum(),
        repeated: outcomes().map(|(tries, _)| tries.saturating_sub(1)).sum(),
        real_s: outcomes().map(|(_, lesson_s)| lesson_s).sum(),
        took_s: start.elapsed().as_secs_f64(),
        interrupted: interrupted(),
        lessons,
    }
}

/// The jobs that can start, and an empty result for each program.
fn plan(runner: &Runner, second: Option<Duration>) -> (Vec<Job>, Vec<LessonResult>) {
    let mut jobs = Vec::new();
    let mut results = Vec::new();
    for (index, lesson) in runner.course.lessons.iter().enumerate() {
        let mut variants = BTreeMap::new();
        for variant in Variant::ALL {
            let not_run =
                |status, why: &str| Outcome { status, why: why.into(), ..Outcome::default() };
            let outcome = match (lesson.about.without.get(&variant), runner.skips(lesson, variant))
            {
                (Some(why), _) => not_run(Status::NotApplicable, why),
                (None, Some(why)) => not_run(Status::Skipped, &why),
                (None, None) => {
                    let order = runner.order(index, variant);
                    let second = second.unwrap_or_else(|| lesson.first_second(order));
                    let mut length = order.last_second().mul_f64(second.as_secs_f64());
                    if variant == Variant::Tokio && !lesson.mistakes.is_empty() {
                        // They come after it, tend to hang, and then take up to the lesson's limit.
                        length *= 3;
                    }
                    jobs.push(Job { lesson: index, what: What::Variant(variant), length });
                    Outcome::default()
                }
            };
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
fn work(
    runner: &Runner,
    second: Option<Duration>,
    shared: &Mutex<Shared>,
    changed: &Condvar,
    bar: &ProgressBar,
) {
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
            What::Variant(variant) => verify_variant(runner, job.lesson, variant, second),
            What::Mistake(mistake, second) => verify_mistake(runner, job.lesson, mistake, second),
        };
        let mut guard = lock(shared);
        guard.running -= 1;
        take(job, outcome, &mut guard);
        drop(guard);
        changed.notify_all();
        bar.inc(1);
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes an outcome. A lesson that holds makes its mistakes worth running.
fn take(job: Job, outcome: Outcome, shared: &mut Shared) {
    let result = &mut shared.results[job.lesson];
    match job.what {
        What::Mistake(mistake, _) => result.mistakes[mistake].outcome = outcome,
        What::Variant(variant) => {
            if variant == Variant::Tokio && outcome.status == Status::Ok {
                let passed = outcome.tries.last().map_or(0.0, |run| run.second_ms / 1e3);
                let second = Duration::from_secs_f64(passed);
                shared.waiting.extend((0..result.mistakes.len()).map(|mistake| Job {
                    lesson: job.lesson,
                    what: What::Mistake(mistake, second),
                    length: job.length,
                }));
            }
            result.variants.insert(variant, outcome);
        }
    }
}

/// Runs a variant until it holds, or until it is sure that it does not.
pub(crate) fn verify_variant(
    runner: &Runner,
    index: usize,
    variant: Variant,
    second: Option<Duration>,
) -> Outcome {
    let lesson = &runner.course.lessons[index];
    let order = runner.order(index, variant);
    let title = format!("{} on {variant}", lesson.name);
    tries(second.unwrap_or_else(|| lesson.first_second(order)), |second| {
        let run = runner.run_variant(index, variant, second)?;
        let (judgement, tried) = (judge(&run, order), Tried::of(&run, order, lesson, variant));
        if judgement == Judgement::Holds {
            return Ok(Tried { judgement, ..tried });
        }
        let why = run.report(order, &title, &shown(&lesson.order_file(variant)));
        Ok(Tried { judgement, why, ..tried })
    })
}

fn verify_mistake(runner: &Runner, index: usize, mistake: usize, second: Duration) -> Outcome {
    let lesson = &runner.course.lessons[index];
    let mistake = &lesson.mistakes[mistake];
    let order = runner.order(index, Variant::Tokio);
    let title = format!("{}: mistake {}", lesson.name, mistake.short());
    tries(second, |second| {
        let run = runner.run_mistake(index, mistake, second)?;
        let tried = Tried::of(&run, order, lesson, Variant::Tokio);
        let Err((what, judgement)) = judge_mistake(&run, order, &mistake.breaks) else {
            return Ok(Tried { judgement: Judgement::Holds, ..tried });
        };
        let report = run.report(order, &title, &shown(&lesson.order_file(Variant::Tokio)));
        let why = format!("{title} {what}\nits header names: {}\n\n{report}", mistake.breaks);
        Ok(Tried { judgement, why, ..tried })
    })
}

/// One run and what is thought of it.
struct Tried {
    judgement: Judgement,
    /// What is wrong, in full.
    why: String,
    broke: Option<String>,
    at: Option<Place>,
    took: Duration,
}

impl Tried {
    fn of(run: &Run, order: &Order, lesson: &Lesson, variant: Variant) -> Self {
        let lines = run.lines();
        let verdict = order.check(&lines);
        let first = verdict.broken.first();
        let row = first.and_then(|broken| broken.claim.row()).map(|row| &order.rows()[row]);
        Self {
            judgement: Judgement::Broken,
            why: String::new(),
            broke: first
                .and_then(|broken| Breaks::of(broken, order, &lines))
                .map(|claim| claim.to_string()),
            at: Some(lesson.place(&lesson.order_file(variant), row.map_or(1, |row| row.line))),
            took: run.took,
        }
    }
}

/// Runs a program with longer and longer seconds, as long as a slow machine alone can have broken
/// what is broken.
fn tries(first: Duration, mut run: impl FnMut(Duration) -> Result<Tried>) -> Outcome {
    let mut outcome = Outcome::default();
    for (attempt, second) in seconds(first).into_iter().enumerate() {
        let tried = run(second).unwrap_or_else(|error| Tried {
            judgement: Judgement::Broken,
            why: format!("{error:#}\n"),
            broke: None,
            at: None,
            took: Duration::ZERO,
        });
        if interrupted() {
            return Outcome::default();
        }
        let holds = tried.judgement == Judgement::Holds;
        outcome.status = if holds { Status::Ok } else { Status::Failed };
        outcome.lesson_s = tried.took.as_secs_f64();
        outcome.tries.push(Try { second_ms: second.as_secs_f64() * 1e3, broke: tried.broke });
        (outcome.why, outcome.at) =
            if holds { (String::new(), None) } else { (tried.why, tried.at) };
        match tried.judgement {
            Judgement::MayBeNoise => {}
            Judgement::OutOfTime if attempt == 0 => {}
            _ => break,
        }
    }
    outcome
}

/// Shown on terminals only. `of` says what is counted.
pub(crate) fn progress(total: usize, of: &str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(&format!("{{bar:40}} {{pos}}/{{len}} {of}"));
    ProgressBar::new(total as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
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
        if let Some((above, below)) = swap {
            wrong.push((
                "two rows of one lane swapped",
                with(&|lines| {
                    let texts = [above, below].map(|line| text_of(line).expect("a row has a bar"));
                    for (line, text) in [(above, &texts[1]), (below, &texts[0])] {
                        let (claims, _) = lines[line].split_once('|').expect("a row has a bar");
                        lines[line] = format!("{claims}|{text}");
                    }
                }),
            ));
        }
        let (line, ..) = rows.last().expect("a file has rows");
        wrong.push(("a row taken out", with(&|lines| drop(lines.remove(*line)))));
        wrong.push((
            "a row added",
            with(&|lines| lines.push("ghost | a line that never comes".into())),
        ));
        wrong
    }

    /// The runs that end as given, one after the other: how often it is tried, and with what result.
    fn tried(judgements: &[Judgement]) -> (usize, Status) {
        let mut judgements = judgements.iter();
        let outcome = tries(Duration::from_millis(25), |_| {
            Ok(Tried {
                judgement: judgements.next().expect("one more run than expected").clone(),
                why: String::new(),
                broke: None,
                at: None,
                took: Duration::ZERO,
            })
        });
        (outcome.tries.len(), outcome.status)
    }

    #[test]
    fn what_noise_can_do_is_tried_again_and_a_hang_once() {
        use Judgement::{Broken, Holds, MayBeNoise, OutOfTime};
        assert_eq!(tried(&[Holds]), (1, Status::Ok));
        assert_eq!(tried(&[Broken]), (1, Status::Failed));
        assert_eq!(tried(&[MayBeNoise, MayBeNoise, MayBeNoise, Holds]), (4, Status::Ok));
        assert_eq!(tried(&[MayBeNoise, MayBeNoise, MayBeNoise, MayBeNoise]), (4, Status::Failed));
        assert_eq!(tried(&[OutOfTime, Holds]), (2, Status::Ok));
        assert_eq!(tried(&[OutOfTime, OutOfTime]), (2, Status::Failed));
        assert_eq!(tried(&[MayBeNoise, Broken]), (2, Status::Failed));
    }

    #[test]
    fn a_wrong_file_is_seen_under_every_lesson() {
        let runner = Runner::new(&[]).expect("the lessons build");
        for (index, lesson) in runner.course.lessons.iter().enumerate() {
            let order = runner.order(index, Variant::Tokio);
            let file = lesson.order_file(Variant::Tokio);
            let run = runner.good_run(index, Variant::Tokio).expect("the lesson holds");
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
