//! `cargo xtask run`: one program of one lesson, as a learner runs it.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::cargo::{Programs, cargo};
use crate::course::{Course, Variant, shown};
use crate::judge::{Judgement, Run, judge};
use crate::python::Python;
use crate::trace::Trace;
use crate::verify::parse_second;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The lesson, by package, number or folder
    lesson: String,
    /// What to run it on
    #[arg(long, default_value = "tokio")]
    on: Variant,
    /// Length of the lesson second, such as 25ms
    #[arg(long, default_value = "1s")]
    second: String,
}

/// Runs the command; the program has the terminal to itself.
pub(crate) fn run(options: &Options) -> Result<()> {
    let course = Course::read()?;
    let lesson = course.find(&options.lesson)?;
    if let Some(why) = lesson.about.without.get(&options.on) {
        bail!("{} has no {} variant: {why}", lesson.name, options.on);
    }
    let Some(target) = lesson.target(options.on) else {
        return run_twin(&course, options);
    };
    let mut command = cargo();
    command.current_dir(&course.root).args(["run", "--quiet", "--package", &lesson.name]);
    command.args(if options.on == Variant::Tokio {
        ["--bin", &target]
    } else {
        ["--example", &target]
    });
    command.args(["--", "--second", &options.second]);
    let status = command.status().context("failed to start cargo")?;
    std::process::exit(status.code().unwrap_or(1));
}

/// A twin does not check itself: its trace is checked here, and the report is the same.
fn run_twin(course: &Course, options: &Options) -> Result<()> {
    let lesson = course.find(&options.lesson)?;
    let order = lesson.order(Variant::Python)?;
    let python = Python::find(course).map_err(anyhow::Error::msg)?;
    if let Some(why) = python.lacks(&lesson.source(Variant::Python)) {
        bail!("the twin of {} {why}", lesson.name);
    }
    let second = parse_second(&options.second).map_err(anyhow::Error::msg)?;
    let trace = tempfile::NamedTempFile::new()?;
    let mut command: Command = python.command(&lesson.source(Variant::Python));
    command.env("LESSON_SECOND", &options.second).env("LESSON_TRACE", trace.path());
    if !lesson.about.starts.is_empty() {
        let mut course = Course::read()?;
        course.select(std::slice::from_ref(&lesson.name))?;
        Programs::build(&course)?.tell(lesson, &mut command)?;
    }
    let status = command.status().with_context(|| format!("failed to start {command:?}"))?;
    let (trace, read) = Trace::read(trace.path());
    let run = Run::of_trace(trace, read, status, second);
    let file = shown(&lesson.order_file(Variant::Python));
    eprint!("\n{}", run.report(&order, &format!("{} on python", lesson.name), &file));
    if judge(&run, &order) == Judgement::Holds { Ok(()) } else { bail!("not every claim held") }
}
