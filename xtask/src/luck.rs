//! `cargo xtask luck`: which order holds by accident of one scheduler?
//!
//! Runs the lessons on smol with every scheduling choice made at random, and names each claim that a
//! schedule broke. Such a claim is made real in the lesson, or its comment says what it rests on.
//! ARCHITECTURE.md says what this finds and what it cannot find.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Result, bail};
use expected_order::{After, Broken, Claim, Order, Row};

use crate::cargo::Programs;
use crate::claims::describe;
use crate::course::{Course, Lesson, Variant, read_order, shown};
use crate::exit::{Exit, fail};
use crate::judge::Run;
use crate::process::{self, interrupted};
use crate::runner::{run_traced, seconds};
use crate::stand_in;
use crate::verify::{default_jobs, progress};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Lessons by package, number or folder; all if none is named
    lessons: Vec<String>,
    /// Schedules that each lesson runs under, with the seeds 1, 2, 3 …
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..))]
    runs: u64,
    /// Run under the schedule of this seed only, and show the run
    #[arg(long, conflicts_with = "runs")]
    seed: Option<u64>,
    /// Also name the rows that say what they rest on and that no schedule broke
    #[arg(long)]
    all: bool,
    /// Programs at a time [default: four for each processor]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

/// Runs the command.
pub(crate) fn luck(options: &Options) -> Result<()> {
    let mut course = Course::read()?;
    let folder = stand_in::write(&course)?;
    course.select(&options.lessons)?;
    let mut without = String::new();
    for lesson in course.lessons.iter().filter(|lesson| !lesson.has(Variant::Smol)) {
        let why = lesson.about.without.get(&Variant::Smol).map_or("", String::as_str);
        let _ = writeln!(without, "{} {}: not on smol: {why}", lesson.number, lesson.name);
    }
    course.lessons.retain(|lesson| lesson.has(Variant::Smol));
    let bench = Bench::new(course, folder)?;
    process::take_ctrl_c()?;
    if let Some(seed) = options.seed {
        bench.show(seed)?;
    }
    let seeds = options.seed.map_or(1..=options.runs, |seed| seed..=seed);
    let tallies = bench.tally(seeds, options.jobs.map_or_else(default_jobs, usize::from))?;
    let (report, found) = bench.report(&tallies, options.all)?;
    io::stdout().write_all((report + &without).as_bytes())?;
    match (interrupted(), found) {
        (true, _) => Err(fail(Exit::Interrupted, "interrupted")),
        (false, 0) => Ok(()),
        (false, _) => bail!(
            "{found} found; make the cause real in the lesson, or say in the row's comment what it rests on"
        ),
    }
}

/// The lessons, built against the stand-ins.
struct Bench {
    course: Course,
    orders: Vec<Order>,
    programs: Programs,
    scratch: tempfile::TempDir,
}

/// What came of the runs of one lesson.
#[derive(Default)]
struct Tally {
    runs: u64,
    /// By the line of the row and in words; line 0 is for what is no row's.
    breaches: BTreeMap<(usize, String), Breach>,
}

/// Something that runs broke.
#[derive(Clone, Copy)]
struct Breach {
    claim: Option<Claim>,
    times: u64,
    /// Of the first such run.
    seed: u64,
}

impl Bench {
    fn new(mut course: Course, folder: std::path::PathBuf) -> Result<Self> {
        let orders = course
            .lessons
            .iter()
            .map(|lesson| lesson.order(Variant::Smol))
            .collect::<Result<_>>()?;
        course.root = folder;
        let programs = Programs::build(&course)?;
        Ok(Self { course, orders, programs, scratch: tempfile::tempdir()? })
    }

    /// Runs every lesson once with each seed, `jobs` at a time.
    fn tally(&self, seeds: std::ops::RangeInclusive<u64>, jobs: usize) -> Result<Vec<Tally>> {
        let lessons = self.course.lessons.len() as u64;
        let total = lessons * (seeds.end() - seeds.start() + 1);
        let tallies: Vec<Mutex<Tally>> = (0..lessons).map(|_| Mutex::default()).collect();
        let failed = Mutex::new(Ok(()));
        let next = AtomicU64::new(0);
        let bar = progress(total as usize, "programs");
        thread::scope(|scope| {
            for _ in 0..jobs {
                scope.spawn(|| {
                    loop {
                        let job = next.fetch_add(1, Ordering::Relaxed);
                        if job >= total || interrupted() {
                            return;
                        }
                        let (lesson, seed) =
                            ((job % lessons) as usize, seeds.start() + job / lessons);
                        match self.run(lesson, seed) {
                            Ok(run) => {
                                let mut tally =
                                    tallies[lesson].lock().unwrap_or_else(PoisonError::into_inner);
                                tally.take(&self.orders[lesson], &run, seed);
                            }
                            Err(error) => {
                                next.store(total, Ordering::Relaxed);
                                *failed.lock().unwrap_or_else(PoisonError::into_inner) = Err(error);
                            }
                        }
                        bar.inc(1);
                    }
                });
            }
        });
        bar.finish_and_clear();
        failed.into_inner().unwrap_or_else(PoisonError::into_inner)?;
        let tallies = tallies.into_iter();
        Ok(tallies
            .map(|tally| tally.into_inner().unwrap_or_else(PoisonError::into_inner))
            .collect())
    }

    /// One run under the schedule of this seed. Where a line came late, a slow machine may have made
    /// ready at once what is ready in turn, and the run is repeated with a longer second; and where
    /// more is wrong than an order.
    fn run(&self, lesson: usize, seed: u64) -> Result<Run> {
        let (about, order) = (&self.course.lessons[lesson], &self.orders[lesson]);
        let once = |second| {
            let target = about.target(Variant::Smol).unwrap_or_default();
            let mut command = Command::new(self.programs.path(&target)?);
            command.env("LUCK_SEED", seed.to_string());
            let file = about.order_file(Variant::Smol);
            run_traced(command, self.scratch.path(), order, &file, second)
        };
        // Not at the longest: a schedule can break a second for certain, and there are many of them.
        let [first, longer @ .., _] = seconds(about.first_second(order));
        let mut run = once(first)?;
        for second in longer {
            let broken = order.check(&run.lines()).broken;
            if run.trouble.is_none() && broken.iter().all(|broken| broken.claim.is_cause()) {
                break;
            }
            run = once(second)?;
        }
        Ok(run)
    }

    /// Prints the run of each lesson under one schedule.
    fn show(&self, seed: u64) -> Result<()> {
        for (index, lesson) in self.course.lessons.iter().enumerate() {
            let title = format!("{} on smol, seed {seed}", lesson.name);
            let file = shown(&lesson.order_file(Variant::Smol));
            let report = self.run(index, seed)?.report(&self.orders[index], &title, &file);
            writeln!(io::stdout(), "{report}")?;
        }
        Ok(())
    }

    /// What was found, in words; and how much of it no comment owns to.
    fn report(&self, tallies: &[Tally], all: bool) -> Result<(String, usize)> {
        let names = self.course.lessons.iter().map(|lesson| lesson.name.len() + 3);
        let width = names.max().unwrap_or(0);
        let mut out = format!("{:width$}  runs  broken  known\n", "lesson");
        let mut details = String::new();
        let mut found = 0;
        for ((lesson, order), tally) in self.course.lessons.iter().zip(&self.orders).zip(tallies) {
            let mut known = 0;
            for ((line, what), breach) in &tally.breaches {
                let places = places(lesson, order, *line, breach.claim)?;
                let silent: Vec<&Place> =
                    places.iter().filter(|place| !owns_to_it(&place.why)).collect();
                known += usize::from(silent.is_empty());
                found += usize::from(!silent.is_empty());
                let verdict = if silent.is_empty() { "known" } else { "luck" };
                let _ = writeln!(details, "\n{}: {verdict}: {what}", places[0].at);
                let _ = writeln!(
                    details,
                    "    broken in {} of {} runs, the first: cargo xtask luck {} --seed {}",
                    breach.times, tally.runs, lesson.name, breach.seed,
                );
                for line in places[0].why.lines() {
                    let _ = writeln!(details, "    # {line}");
                }
                for place in silent.iter().filter(|place| place.at != places[0].at) {
                    let _ = writeln!(details, "    claimed without such a comment in {}", place.at);
                }
            }
            let broken = tally.breaches.len();
            let name = format!("{} {}", lesson.number, lesson.name);
            let _ = writeln!(out, "{name:width$}  {:4}  {broken:6}  {known:5}", tally.runs);
            if all {
                details += &unbroken(lesson, order, tally);
            }
        }
        Ok((out + &details, found))
    }
}

impl Tally {
    fn take(&mut self, order: &Order, run: &Run, seed: u64) {
        self.runs += 1;
        for (claim, what) in breaches(order, run) {
            let row = claim.and_then(Claim::row);
            let line = row.map_or(0, |row| order.rows()[row].line);
            let first = Breach { claim, times: 0, seed };
            let breach = self.breaches.entry((line, what)).or_insert(first);
            breach.times += 1;
            breach.seed = breach.seed.min(seed);
        }
    }
}

/// What a run broke, in words, but for lines that came late, which is the machine's affair. All but
/// causes mean that the lesson needs one schedule to come through, or that a stand-in is wrong.
fn breaches(order: &Order, run: &Run) -> Vec<(Option<Claim>, String)> {
    let lines = run.lines();
    let verdict = order.check(&lines);
    let hard = verdict.broken.iter().filter(|broken| !broken.may_be_noise);
    let claims = hard.map(|Broken { claim, line, .. }| {
        let what = match (*claim, line) {
            (Claim::NothingElse, Some(line)) => {
                format!("\"{}\" comes, and no row expects it", lines[*line].text)
            }
            (Claim::After { row, .. }, _) if order.rows()[row].after == After::All => {
                format!("\"{}\" comes after every row above", order.rows()[row].text)
            }
            (Claim::Comes { .. }, _) => describe(order, *claim) + " at all",
            (claim, _) => describe(order, claim),
        };
        (Some(*claim), what)
    });
    let trouble = run.trouble.iter().map(|trouble| (None, trouble.clone()));
    claims.chain(trouble).collect()
}

/// Where a claim stands, and the comment of its row.
struct Place {
    at: String,
    why: String,
}

/// The row that makes the claim; and the rows of the same lesson's other files that make the same
/// one. Not the twin's: asyncio documents that callbacks run in the order in which they are
/// registered.
fn places(lesson: &Lesson, order: &Order, line: usize, claim: Option<Claim>) -> Result<Vec<Place>> {
    let file = lesson.order_file(Variant::Smol);
    let place = |file, line, row: Option<&Row>| Place {
        at: format!("{}:{}", shown(file), line),
        why: row.map_or_else(String::new, |row| row.why.clone()),
    };
    let row = claim.and_then(Claim::row).map(|row| &order.rows()[row]);
    let mut places = vec![place(&file, line.max(1), row)];
    let mut files =
        [Variant::Tokio, Variant::AsyncStd].map(|variant| lesson.order_file(variant)).to_vec();
    files.dedup();
    for other in files.iter().filter(|other| **other != file && other.exists()) {
        let others = read_order(other)?;
        let same = others.claims().filter(|&other| same(order, claim, &others, other));
        let rows = same.filter_map(|claim| Some(&others.rows()[claim.row()?]));
        places.extend(rows.map(|row| place(other, row.line, Some(row))));
    }
    Ok(places)
}

/// Whether a claim of another file puts the same two texts into the same order.
fn same(order: &Order, claim: Option<Claim>, others: &Order, other: Claim) -> bool {
    let texts = |order: &Order, claim| match claim {
        Claim::Lane { row, before } | Claim::After { row, before } => {
            Some([row, before].map(|row| order.rows()[row].text.to_string()))
        }
        _ => None,
    };
    let texts_of = claim.and_then(|claim| texts(order, claim));
    texts_of.is_some() && texts_of == texts(others, other)
}

/// Whether a comment says what the order of its row rests on.
fn owns_to_it(why: &str) -> bool {
    let words: Vec<&str> = why.split_whitespace().collect();
    words.windows(2).any(|pair| matches!(pair, ["rest" | "rests", "on"]))
}

/// Rows with a cause that say what they rest on, though no schedule broke them: they may rest on
/// something that the stand-ins do not shuffle, or their comment is out of date.
fn unbroken(lesson: &Lesson, order: &Order, tally: &Tally) -> String {
    let file = shown(&lesson.order_file(Variant::Smol));
    let rows = order.rows().iter().filter(|row| owns_to_it(&row.why));
    let held = rows.filter(|row| !tally.breaches.keys().any(|(line, _)| *line == row.line));
    held.fold(String::new(), |mut out, row| {
        let _ = writeln!(out, "\n{file}:{}: never broken: \"{}\"", row.line, row.text);
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_owns_to_luck_in_these_words() {
        assert!(owns_to_it("that a is first rests on the queue"));
        assert!(owns_to_it("the same turns as above. They rest\non the queue"));
        assert!(!owns_to_it("the rest of the rows is free"));
        assert!(!owns_to_it(""));
    }
}
