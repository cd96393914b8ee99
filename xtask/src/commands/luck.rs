//! `cargo xtask luck`: which order holds only by accident, because of one scheduler?
//!
//! Runs the lessons on smol with every scheduling choice made at random, and lists each claim that some
//! schedule broke. Then give the claim a real cause in the lesson, or say in its comment what it rests
//! on. ARCHITECTURE.md describes what this finds and what it cannot find.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};
use course::exit::{Exit, fail};
use course::{Course, Lesson, Run, Variant, read_order, shown};
use expected_order::{After, Broken, Claim, Order, Row};
use in_order::report::Style;
use runner::build::Programs;
use runner::process::{self, interrupted};
use runner::{Spec, attempts, default_jobs, pool, traced};

use crate::commands::claims::describe;
use crate::commands::stand_in;
use crate::progress::progress;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Lessons by package, number or folder; all if none is named
    lessons: Vec<String>,
    /// How many schedules each lesson runs under, with the seeds 1, 2, 3 …
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..))]
    runs: u64,
    /// Run only the schedule with this seed, and show the run
    #[arg(long, conflicts_with = "runs")]
    seed: Option<u64>,
    /// Also list rows whose comment says what they rest on, although no schedule broke them
    #[arg(long)]
    all: bool,
    /// How many programs run at a time [default: eight per processor]
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
    let shuffled = Shuffled::new(course, folder)?;
    process::take_ctrl_c()?;
    if let Some(seed) = options.seed {
        shuffled.show(seed)?;
    }
    let seeds = options.seed.map_or(1..=options.runs, |seed| seed..=seed);
    let tallies = shuffled.tally(seeds, options.jobs.map_or_else(default_jobs, usize::from))?;
    let (report, found) = shuffled.report(&tallies, options.all)?;
    io::stdout().write_all((report + &without).as_bytes())?;
    match (interrupted(), found) {
        (true, _) => Err(fail(Exit::Interrupted, "interrupted")),
        (false, 0) => Ok(()),
        (false, _) => bail!(
            "{found} found; give the order a real cause in the lesson, or say in the row's comment what it rests on"
        ),
    }
}

/// The lessons, built against the stand-ins.
struct Shuffled {
    course: Course,
    orders: Vec<Order>,
    programs: Programs,
}

/// What the runs of one lesson broke.
#[derive(Default)]
struct Breaches {
    runs: u64,
    /// By the row's line and a description; line 0 holds what belongs to no row.
    found: BTreeMap<(usize, String), Breach>,
}

/// Something that runs broke.
#[derive(Clone, Copy)]
struct Breach {
    claim: Option<Claim>,
    times: u64,
    /// Of the first such run.
    seed: u64,
}

impl Shuffled {
    fn new(mut course: Course, folder: std::path::PathBuf) -> Result<Self> {
        let orders = course
            .lessons
            .iter()
            .map(|lesson| lesson.order(Variant::Smol))
            .collect::<Result<_>>()?;
        course.root = folder;
        let programs = Programs::build(&course)?;
        Ok(Self { course, orders, programs })
    }

    /// Runs every lesson once with each seed, `jobs` at a time.
    fn tally(&self, seeds: std::ops::RangeInclusive<u64>, jobs: usize) -> Result<Vec<Breaches>> {
        let lessons = self.course.lessons.len();
        let runs: Vec<(usize, u64)> =
            seeds.flat_map(|seed| (0..lessons).map(move |lesson| (lesson, seed))).collect();
        let bar = progress(runs.len(), "programs");
        let mut tallies: Vec<Breaches> = (0..lessons).map(|_| Breaches::default()).collect();
        let mut failed = Ok(());
        let run = |&(lesson, seed): &(usize, u64)| self.run(lesson, seed);
        pool(
            jobs,
            runs,
            |_| Duration::ZERO,
            run,
            |(lesson, seed), run| {
                bar.inc(1);
                match run {
                    Ok(run) => tallies[lesson].take(&self.orders[lesson], &run, seed),
                    Err(error) => failed = Err(error),
                }
                Vec::new()
            },
        );
        bar.finish_and_clear();
        failed.map(|()| tallies)
    }

    /// One run under the schedule of this seed. It is repeated with a longer second if a line came late,
    /// because on a slow machine tasks may become ready together that would become ready one after
    /// another. It is also repeated if something other than an order is wrong.
    fn run(&self, lesson: usize, seed: u64) -> Result<Run> {
        let (about, order) = (&self.course.lessons[lesson], &self.orders[lesson]);
        let once = |second| {
            let target = about.target(Variant::Smol).unwrap_or_default();
            let mut command = Command::new(self.programs.path(&target)?);
            command.env("LUCK_SEED", seed.to_string());
            let file = about.order_file(Variant::Smol);
            traced(Spec { file: Some(&file), ..Spec::new(command, order, second) }, |_| {})
        };
        let again = |run: &Run, _| {
            let broken = run.check(order).broken;
            !run.troubles.is_empty() || broken.iter().any(|broken| !broken.claim.is_cause())
        };
        // Not at the longest: a schedule can break a second for certain, and there are many of them.
        attempts(about.first_second(order), 3, once, again)
    }

    /// Prints the run of each lesson under one schedule.
    fn show(&self, seed: u64) -> Result<()> {
        for (index, lesson) in self.course.lessons.iter().enumerate() {
            let title = format!("{} on smol, seed {seed}", lesson.name);
            let file = shown(&lesson.order_file(Variant::Smol));
            let report = self.run(index, seed)?;
            let report = report.report(&self.orders[index], &title, &file, Style::of_stdout());
            writeln!(io::stdout(), "{report}")?;
        }
        Ok(())
    }

    /// The report, and how many of the broken claims no comment admits.
    fn report(&self, tallies: &[Breaches], all: bool) -> Result<(String, usize)> {
        let names = self.course.lessons.iter().map(|lesson| lesson.name.len() + 3);
        let width = names.max().unwrap_or(0);
        let mut out = format!("{:width$}  runs  broken  known\n", "lesson");
        let mut details = String::new();
        let mut found = 0;
        for ((lesson, order), tally) in self.course.lessons.iter().zip(&self.orders).zip(tallies) {
            let mut known = 0;
            for ((line, what), breach) in &tally.found {
                let sites = sites(lesson, order, *line, breach.claim)?;
                let silent: Vec<&Site> =
                    sites.iter().filter(|site| !owns_to_it(&site.why)).collect();
                known += usize::from(silent.is_empty());
                found += usize::from(!silent.is_empty());
                let verdict = if silent.is_empty() { "known" } else { "luck" };
                let _ = writeln!(details, "\n{}: {verdict}: {what}", sites[0].at);
                let _ = writeln!(
                    details,
                    "    broken in {} of {} runs, the first: cargo xtask luck {} --seed {}",
                    breach.times, tally.runs, lesson.name, breach.seed,
                );
                for line in sites[0].why.lines() {
                    let _ = writeln!(details, "    # {line}");
                }
                for site in silent.iter().filter(|site| site.at != sites[0].at) {
                    let _ = writeln!(
                        details,
                        "    the same claim, without such a comment: {}",
                        site.at
                    );
                }
            }
            let broken = tally.found.len();
            let name = format!("{} {}", lesson.number, lesson.name);
            let _ = writeln!(out, "{name:width$}  {:4}  {broken:6}  {known:5}", tally.runs);
            if all {
                details += &unbroken(lesson, order, tally);
            }
        }
        Ok((out + &details, found))
    }
}

impl Breaches {
    fn take(&mut self, order: &Order, run: &Run, seed: u64) {
        self.runs += 1;
        for (claim, what) in breaches(order, run) {
            let row = claim.and_then(Claim::row);
            let line = row.map_or(0, |row| order.rows()[row].line);
            let first = Breach { claim, times: 0, seed };
            let breach = self.found.entry((line, what)).or_insert(first);
            breach.times += 1;
            breach.seed = breach.seed.min(seed);
        }
    }
}

/// What a run broke, in words, except for late lines, which the machine may have caused. Anything but a
/// broken cause means that the lesson works only under some schedules, or that a stand-in is wrong.
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
    let trouble = run.troubles.iter().map(|trouble| (None, trouble.to_string()));
    claims.chain(trouble).collect()
}

/// Where a file makes a claim, and the comment of its row.
struct Site {
    at: String,
    why: String,
}

/// The row that makes the claim, and the rows of the lesson's other files that make the same claim. The
/// twin's file is left out, because asyncio documents that callbacks run in the order in which they are
/// registered.
fn sites(lesson: &Lesson, order: &Order, line: usize, claim: Option<Claim>) -> Result<Vec<Site>> {
    let file = lesson.order_file(Variant::Smol);
    let site = |file, line, row: Option<&Row>| Site {
        at: format!("{}:{}", shown(file), line),
        why: row.map_or_else(String::new, |row| row.why.clone()),
    };
    let row = claim.and_then(Claim::row).map(|row| &order.rows()[row]);
    let mut sites = vec![site(&file, line.max(1), row)];
    let mut files =
        [Variant::Tokio, Variant::AsyncStd].map(|variant| lesson.order_file(variant)).to_vec();
    files.dedup();
    for other in files.iter().filter(|other| **other != file && other.exists()) {
        let others = read_order(other)?;
        let same = others.claims().filter(|&other| same(order, claim, &others, other));
        let rows = same.filter_map(|claim| Some(&others.rows()[claim.row()?]));
        sites.extend(rows.map(|row| site(other, row.line, Some(row))));
    }
    Ok(sites)
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

/// Rows whose comment says what they rest on, although no schedule broke them. They may rest on
/// something that the stand-ins do not shuffle, or the comment is out of date.
fn unbroken(lesson: &Lesson, order: &Order, tally: &Breaches) -> String {
    let file = shown(&lesson.order_file(Variant::Smol));
    let rows = order.rows().iter().filter(|row| owns_to_it(&row.why));
    let held = rows.filter(|row| !tally.found.keys().any(|(line, _)| *line == row.line));
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
