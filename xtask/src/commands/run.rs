//! `cargo xtask run`: one program of one lesson, as a learner runs it.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Result, bail};
use course::exit::{Exit, fail};
use course::{Course, Program, Run, Variant, shown};
use expected_order::Order;
use in_order::report::Style;
use runner::build::{Built, prepare};
use runner::process::{self, interrupted};
use runner::{Judgement, Spec, judge, traced};

use crate::arguments::{parse_second, variants};
use crate::{learn, passing};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The lesson, by package, number or folder
    lesson: String,
    /// What to run it on
    #[arg(long, default_value = "tokio", value_parser = variants())]
    on: Variant,
    /// Length of the lesson second, such as 25ms
    #[arg(long, default_value = "1s", value_parser = parse_second)]
    second: Duration,
    /// Draw the timeline while it runs
    #[arg(long)]
    live: bool,
}

/// Runs the command.
pub(crate) fn run(options: &Options) -> Result<()> {
    let course = Course::read()?;
    let lesson = course.find(&options.lesson)?;
    if let Some(why) = lesson.about.without.get(&options.on) {
        bail!("{} has no {} variant: {why}", lesson.name, options.on);
    }
    // Read before anything is built, so that its errors come first.
    let order = Arc::new(lesson.order(options.on)?);
    let program = lesson.on(options.on);
    process::take_ctrl_c()?;
    let never = AtomicBool::new(false);
    let command = match prepare(&course, &program, Some(Box::new(io::stderr())), &never)? {
        Built::Program(command) => command,
        Built::Fails(_) => return Err(fail(Exit::BuildFailed, "the lesson does not build")),
        Built::Stopped => return Err(fail(Exit::Interrupted, "interrupted")),
    };
    let file = program.order_file();
    let spec = Spec { file: Some(&file), ..Spec::new(command, &order, options.second) };
    let run = if options.live {
        learn::live::run(spec, &order)?
    } else {
        // Its standard error has passed through already.
        let run = traced(Spec { echo: passing::through(), ..spec }, |_| {})?;
        Run { stderr: String::new(), ..run }
    };
    report(&run, &program, &order)
}

fn report(run: &Run, program: &Program, order: &Order) -> Result<()> {
    let file = shown(&program.order_file());
    let report = run.report(order, &program.title(), &file, Style::of_stderr());
    // If standard error is closed, the exit code still counts.
    let _ = write!(io::stderr(), "\n{report}");
    if interrupted() {
        return Err(fail(Exit::Interrupted, "interrupted"));
    }
    if judge(run, order) != Judgement::Holds {
        bail!("not every claim held");
    }
    if let Some(mistake) = program.lesson.mistakes.first() {
        let _ = writeln!(io::stderr(), "next: {}", program.lesson.mistake(mistake).command());
    }
    Ok(())
}
