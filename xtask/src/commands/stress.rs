//! `cargo xtask stress`: does `verify` ever fail a correct lesson?

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::time::Duration;

use anyhow::{Result, bail};
use course::Program;
use course::exit::{Exit, fail};
use course::results::{Outcome, Status};
use in_order::report::Style;
use runner::process::{self, interrupted};
use runner::{Runner, default_jobs, pool, verify_variant};

use crate::commands::load::Load;
use crate::present;
use crate::progress::progress;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Lessons by package, number or folder; all if none is named
    lessons: Vec<String>,
    /// How many times to verify each program
    #[arg(long, default_value_t = 100)]
    runs: usize,
    /// The load on the machine meanwhile
    #[arg(long, value_enum, default_value = "idle")]
    load: Load,
    /// How many programs run at a time [default: eight per processor]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

/// The results of one program, over all its runs.
#[derive(Default)]
struct Tally {
    runs: usize,
    repeated: usize,
    failed: usize,
    /// The first claim that was broken, by the length of the second, and how often.
    broke: BTreeMap<(String, String), usize>,
    /// One failure that remained after all tries.
    failure: Option<Outcome>,
}

/// Runs the command.
pub(crate) fn stress(options: &Options) -> Result<()> {
    let runner = Runner::new(&options.lessons)?;
    process::take_ctrl_c()?;
    let programs = programs(&runner);
    let jobs = options.jobs.map_or_else(default_jobs, usize::from);
    let mut tallies: Vec<Tally> = programs.iter().map(|_| Tally::default()).collect();
    // All programs, then all again, so that a busy spell of the machine does not hit one program alone.
    let runs: Vec<usize> = (0..options.runs).flat_map(|_| 0..programs.len()).collect();
    let bar = progress(runs.len(), "programs");
    let load = options.load.start()?;
    let verify = |&program: &usize| verify_variant(&runner, &programs[program]);
    pool(
        jobs,
        runs,
        |_| Duration::ZERO,
        verify,
        |program, outcome| {
            bar.inc(1);
            tallies[program].take(outcome);
            Vec::new()
        },
    );
    drop(load);
    bar.finish_and_clear();
    report(&runner, &programs, &tallies)
}

/// Every variant that can be run here.
fn programs(runner: &Runner) -> Vec<Program<'_>> {
    runner
        .programs()
        .filter(Program::is_variant)
        .filter(|program| runner.skips(program).is_none())
        .collect()
}

impl Tally {
    fn take(&mut self, outcome: Outcome) {
        if outcome.status == Status::NotRun {
            return;
        }
        self.runs += 1;
        self.repeated += usize::from(outcome.repeated() > 0);
        for run in &outcome.tries {
            if let Some(broke) = &run.broke {
                *self.broke.entry((format!("{} ms", run.second_ms), broke.clone())).or_default() +=
                    1;
            }
        }
        if outcome.status == Status::Failed {
            self.failed += 1;
            self.failure = Some(outcome);
        }
    }
}

fn report(runner: &Runner, programs: &[Program], tallies: &[Tally]) -> Result<()> {
    let width = programs.iter().map(|program| program.title().len()).max().unwrap_or(0);
    let mut out = format!("{:width$}   runs  repeated  failed\n", "program");
    let mut failures = String::new();
    for (program, tally) in programs.iter().zip(tallies) {
        let _ = writeln!(
            out,
            "{:width$}  {:5}  {:8}  {:6}",
            program.title(),
            tally.runs,
            tally.repeated,
            tally.failed
        );
        for ((second, broke), count) in &tally.broke {
            let _ = writeln!(out, "    {count} times, with a lesson second of {second}: {broke}");
        }
        if let Some(outcome) = &tally.failure {
            let report = present::report(runner, program, outcome, Style::of_stdout());
            let _ = writeln!(failures, "\n{report}");
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
        (false, _) => bail!("a correct lesson failed"),
    }
}
