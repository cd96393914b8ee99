//! `cargo xtask stress`: does `verify` ever accuse a good lesson?

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Result, bail};

use crate::course::Variant;
use crate::exit::{Exit, fail};
use crate::load::Load;
use crate::process::{self, interrupted};
use crate::results::{Outcome, Status};
use crate::runner::Runner;
use crate::verify::{default_jobs, progress, verify_variant};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Lessons by package, number or folder; all if none is named
    lessons: Vec<String>,
    /// How often each program is verified
    #[arg(long, default_value_t = 100)]
    runs: usize,
    /// What the machine does meanwhile
    #[arg(long, value_enum, default_value = "idle")]
    load: Load,
    /// Programs at a time [default: four for each processor]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

/// What came of one program, over all its runs.
#[derive(Default)]
struct Tally {
    runs: usize,
    repeated: usize,
    failed: usize,
    /// The first claim that was broken, by the length of the second, and how often.
    broke: BTreeMap<(String, String), usize>,
    /// The explanation of one failure after all tries.
    why: String,
}

/// Runs the command.
pub(crate) fn stress(options: &Options) -> Result<()> {
    let runner = Runner::new(&options.lessons)?;
    process::take_ctrl_c()?;
    let programs = programs(&runner);
    let jobs = options.jobs.map_or_else(default_jobs, usize::from);
    let total = programs.len() * options.runs;
    let tallies: Vec<Mutex<Tally>> = programs.iter().map(|_| Mutex::default()).collect();
    let next = AtomicUsize::new(0);
    let bar = progress(total, "programs");
    let load = options.load.start()?;
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let job = next.fetch_add(1, Ordering::Relaxed);
                    if job >= total || interrupted() {
                        return;
                    }
                    // All programs in turn, so that each meets every mood of the machine.
                    let program = job % programs.len();
                    let (lesson, variant) = programs[program];
                    let outcome = verify_variant(&runner, lesson, variant, None);
                    tallies[program].lock().unwrap_or_else(PoisonError::into_inner).take(outcome);
                    bar.inc(1);
                }
            });
        }
    });
    drop(load);
    bar.finish_and_clear();
    let tallies =
        tallies.into_iter().map(|tally| tally.into_inner().unwrap_or_else(PoisonError::into_inner));
    report(&runner, &programs, &tallies.collect::<Vec<_>>())
}

/// Every program that can be run here.
fn programs(runner: &Runner) -> Vec<(usize, Variant)> {
    let lessons = runner.course.lessons.iter().enumerate();
    lessons
        .flat_map(|(index, lesson)| {
            let variants =
                lesson.variants().filter(|&variant| runner.skips(lesson, variant).is_none());
            variants.map(move |variant| (index, variant)).collect::<Vec<_>>()
        })
        .collect()
}

impl Tally {
    fn take(&mut self, outcome: Outcome) {
        if outcome.status == Status::NotRun {
            return;
        }
        self.runs += 1;
        self.repeated += usize::from(outcome.tries.len() > 1);
        for run in &outcome.tries {
            if let Some(broke) = &run.broke {
                *self.broke.entry((format!("{} ms", run.second_ms), broke.clone())).or_default() +=
                    1;
            }
        }
        if outcome.status == Status::Failed {
            self.failed += 1;
            self.why = outcome.why;
        }
    }
}

fn report(runner: &Runner, programs: &[(usize, Variant)], tallies: &[Tally]) -> Result<()> {
    let name =
        |lesson: usize, variant| format!("{} on {variant}", runner.course.lessons[lesson].name);
    let width =
        programs.iter().map(|&(lesson, variant)| name(lesson, variant).len()).max().unwrap_or(0);
    let mut out = format!("{:width$}   runs  repeated  failed\n", "program");
    let mut failures = String::new();
    for (&(lesson, variant), tally) in programs.iter().zip(tallies) {
        let name = name(lesson, variant);
        let _ = writeln!(
            out,
            "{name:width$}  {:5}  {:8}  {:6}",
            tally.runs, tally.repeated, tally.failed
        );
        for ((second, broke), count) in &tally.broke {
            let _ = writeln!(out, "    {count} times, at {second} a second: {broke}");
        }
        if tally.failed > 0 {
            let _ = writeln!(failures, "\n{}", tally.why);
        }
    }
    let sum = |what: fn(&Tally) -> usize| tallies.iter().map(what).sum::<usize>();
    let (runs, repeated, failed) = (sum(|t| t.runs), sum(|t| t.repeated), sum(|t| t.failed));
    let _ = writeln!(
        out,
        "{runs} runs, {repeated} repeated with a longer second, {failed} failed after that"
    );
    io::stdout().write_all((out + &failures).as_bytes())?;
    match (interrupted(), failed) {
        (true, _) => Err(fail(Exit::Interrupted, "interrupted")),
        (false, 0) => Ok(()),
        (false, _) => bail!("a good lesson was accused"),
    }
}
