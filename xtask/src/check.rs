//! `cargo xtask check`: an expected order held against any program, in any language.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::course::{read_order, shown};
use crate::exit::{Exit, fail};
use crate::judge::{Judgement, Run, judge};
use crate::process::{self, interrupted};
use crate::verify::{parse_second, second_text};

/// How long a program may take to start, besides what it claims.
pub(crate) const ALLOWANCE: Duration = Duration::from_secs(5);

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The expected order
    file: PathBuf,
    /// Length of the program's second, such as 100ms; handed on as `LESSON_SECOND`
    #[arg(long, default_value = "1s", value_parser = parse_second)]
    second: Duration,
    /// The program and its arguments
    #[arg(last = true, required = true)]
    command: Vec<String>,
}

/// Runs the command. Its lines are stamped as they arrive, and pass through.
pub(crate) fn check(options: &Options) -> Result<()> {
    let order = read_order(&options.file)?;
    process::take_ctrl_c()?;
    let mut command = Command::new(&options.command[0]);
    command.args(&options.command[1..]);
    command.env("LESSON_SECOND", second_text(options.second));
    // Python holds its output back when it goes to a pipe, and all lines would come at the end.
    command.env("PYTHONUNBUFFERED", "1");
    let limit = in_order::limit(&order, options.second) + ALLOWANCE;
    let ended = process::run(command, limit, true)
        .map_err(|error| fail(Exit::Unusable, format!("{error:#}")))?;
    if interrupted() {
        return Err(fail(Exit::Interrupted, "interrupted"));
    }
    let run = Run::stamped(&ended, options.second);
    eprint!("\n{}", run.report(&order, &options.command.join(" "), &shown(&options.file)));
    if judge(&run, &order) == Judgement::Holds { Ok(()) } else { bail!("not every claim held") }
}
