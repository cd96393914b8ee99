//! `cargo xtask check`: checks any program, in any language, against an expected order.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};
use course::exit::{Exit, fail};
use course::{read_order, shown};
use in_order::report::Style;
use runner::process::{self, interrupted};
use runner::{Judgement, Spec, judge, stamped};

use crate::arguments::parse_second;
use crate::passing;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The expected order
    file: PathBuf,
    /// Length of a second in the expected order, such as 100ms; the program gets it as `LESSON_SECOND`
    #[arg(long, default_value = "1s", value_parser = parse_second)]
    second: Duration,
    /// The program and its arguments
    #[arg(last = true, required = true)]
    command: Vec<OsString>,
}

/// Runs the command. Its lines are stamped as they arrive, and pass through.
pub(crate) fn check(options: &Options) -> Result<()> {
    let order = read_order(&options.file)?;
    process::take_ctrl_c()?;
    let mut command = Command::new(&options.command[0]);
    command.args(&options.command[1..]);
    // Python buffers output to a pipe, so all lines would come at the end.
    command.env("PYTHONUNBUFFERED", "1");
    let spec = Spec::new(command, &order, options.second);
    let run = stamped(Spec { echo: passing::through(), ..spec })
        .map_err(|error| fail(Exit::Unusable, format!("{error:#}")))?;
    if interrupted() {
        return Err(fail(Exit::Interrupted, "interrupted"));
    }
    let words = options.command.iter().map(|word| word.to_string_lossy());
    let title = words.collect::<Vec<_>>().join(" ");
    let report = run.report(&order, &title, &shown(&options.file), Style::of_stderr());
    // If standard error is closed, the exit code still counts.
    let _ = write!(io::stderr(), "\n{report}");
    if judge(&run, &order) == Judgement::Holds { Ok(()) } else { bail!("not every claim held") }
}
