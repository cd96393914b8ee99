//! `cargo xtask run`: one program of one lesson, as a learner runs it.

use std::io;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use expected_order::Order;

use crate::cargo::{Built, Programs, build_one, cargo};
use crate::check::ALLOWANCE;
use crate::course::{Course, Lesson, Variant, shown};
use crate::exit::{Exit, fail};
use crate::judge::{Judgement, Run, judge};
use crate::learn;
use crate::process::{self, interrupted};
use crate::python::Python;
use crate::trace::Trace;
use crate::verify::{parse_second, second_text};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The lesson, by package, number or folder
    lesson: String,
    /// What to run it on
    #[arg(long, default_value = "tokio")]
    on: Variant,
    /// Length of the lesson second, such as 25ms
    #[arg(long, default_value = "1s", value_parser = parse_second)]
    second: Duration,
    /// Draw the timeline while it runs
    #[arg(long)]
    live: bool,
}

/// Runs the command; the program has the terminal to itself.
pub(crate) fn run(options: &Options) -> Result<()> {
    let course = Course::read()?;
    let lesson = course.find(&options.lesson)?;
    if let Some(why) = lesson.about.without.get(&options.on) {
        bail!("{} has no {} variant: {why}", lesson.name, options.on);
    }
    // Read before anything is built, so that its errors come first.
    let order = lesson.order(options.on)?;
    let Some(target) = lesson.target(options.on) else {
        return run_twin(&course, options, order);
    };
    let kind = if options.on == Variant::Tokio { "--bin" } else { "--example" };
    if options.live {
        let stderr: process::Echo = Some(Box::new(io::stderr()));
        let never = AtomicBool::new(false);
        process::take_ctrl_c()?;
        let (root, target_dir) = (&course.root, &course.target);
        return match build_one(root, target_dir, &lesson.name, [kind, &target], stderr, &never)? {
            Built::Program(path) => live(Command::new(path), lesson, options, order),
            Built::Fails(_) => Err(fail(Exit::BuildFailed, "the lesson does not build")),
            Built::Stopped => Err(fail(Exit::Interrupted, "interrupted")),
        };
    }
    let cargo = |verb| {
        let mut command = cargo();
        command.current_dir(&course.root).args([verb, "--quiet", "--package", &lesson.name]);
        command.args([kind, &target]);
        command
    };
    if !cargo("build").status().context("failed to start cargo")?.success() {
        return Err(fail(Exit::BuildFailed, "the lesson does not build"));
    }
    let mut command = cargo("run");
    command.args(["--", "--second", &second_text(options.second)]);
    let status = command.status().context("failed to start cargo")?;
    std::process::exit(status.code().unwrap_or(1));
}

/// A twin does not check itself: its trace is checked here, and the report is the same.
fn run_twin(course: &Course, options: &Options, order: Order) -> Result<()> {
    let lesson = course.find(&options.lesson)?;
    let python = Python::find(course).map_err(anyhow::Error::msg)?;
    if let Some(why) = python.lacks(&lesson.source(Variant::Python)) {
        bail!("the twin of {} {why}", lesson.name);
    }
    let mut command = python.command(&lesson.source(Variant::Python));
    if !lesson.about.starts.is_empty() {
        let mut course = Course::read()?;
        course.select(std::slice::from_ref(&lesson.name))?;
        Programs::build(&course)?.tell(lesson, &mut command)?;
    }
    process::take_ctrl_c()?;
    if options.live {
        return live(command, lesson, options, order);
    }
    let trace = tempfile::NamedTempFile::new()?;
    command.env("LESSON_SECOND", second_text(options.second));
    command.env("LESSON_TRACE", trace.path());
    let ended = process::run(command, in_order::limit(&order, options.second) + ALLOWANCE, true)?;
    let (trace, read) = Trace::read(trace.path());
    let mut run = Run::traced(&ended, trace, read, options.second);
    // It has passed through already.
    run.stderr.clear();
    report(&run, lesson, options, &order)
}

/// The program's lines as they come, with a timeline that grows; then the report.
fn live(command: Command, lesson: &Lesson, options: &Options, order: Order) -> Result<()> {
    let order = Arc::new(order);
    let run = learn::live::run(command, &order, options.second)?;
    report(&run, lesson, options, &order)
}

fn report(run: &Run, lesson: &Lesson, options: &Options, order: &Order) -> Result<()> {
    let file = shown(&lesson.order_file(options.on));
    eprint!("\n{}", run.report(order, &format!("{} on {}", lesson.name, options.on), &file));
    if interrupted() {
        return Err(fail(Exit::Interrupted, "interrupted"));
    }
    if judge(run, order) == Judgement::Holds { Ok(()) } else { bail!("not every claim held") }
}
