//! `cargo xtask verify`: every program of every lesson, several at a time, and whether each claim
//! holds for the lessons and each mistake is rejected for the claim that it names.

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use course::exit::{Exit, fail};
use course::results::{Results, Status};
use in_order::report::Style;
use runner::{Runner, default_jobs, process};

use crate::arguments::parse_second;
use crate::present::{Format, Verified, perfetto};
use crate::progress::progress;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Lessons by package, number or folder; all if none is named
    lessons: Vec<String>,
    /// How many programs run at a time [default: eight per processor]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Length of a lesson second on the first try, such as 25ms; learners run lessons at 1s
    #[arg(long, value_parser = parse_second)]
    second: Option<Duration>,
    /// What to print: text, json, junit or github
    #[arg(long, default_value = "text", value_parser = Format::named)]
    format: Format,
    /// Also write the result to a file, such as junit=FILE
    #[arg(long, value_name = "FORMAT=FILE", value_parser = format_and_file)]
    write: Vec<(Format, PathBuf)>,
    /// Write each run as a Chrome trace, which Perfetto opens
    #[arg(long, value_name = "DIR")]
    trace_dir: Option<PathBuf>,
    /// Fail if a program is skipped because Python or one of its packages is missing
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
pub(crate) fn verify(options: &Options) -> Result<()> {
    let runner = Runner::new(&options.lessons)?;
    process::take_ctrl_c()?;
    let bar = progress(runner.programs().count(), "programs");
    let jobs = options.jobs.map_or_else(default_jobs, usize::from);
    let results = runner::verify(&runner, options.second, jobs, || bar.inc(1));
    bar.finish_and_clear();
    let verified = Verified { runner: &runner, results: &results };
    let text = (options.format.write)(&verified, Style::of_stdout());
    let on_github = env::var_os("GITHUB_ACTIONS").is_some();
    if on_github {
        let annotations = (Format::GITHUB.write)(&verified, Style::plain());
        io::stderr().write_all(annotations.as_bytes())?;
    }
    if on_github && options.format.is_for_people() {
        print_on_github(&text)?;
    } else {
        io::stdout().write_all(text.as_bytes())?;
    }
    for (format, file) in &options.write {
        fs::write(file, (format.write)(&verified, Style::plain()))
            .with_context(|| format!("failed to write {}", file.display()))?;
    }
    if let Some(folder) = &options.trace_dir {
        perfetto::write(&verified, folder)?;
    }
    judge(&results, options.strict)
}

/// A report quotes what programs print, and GitHub runs a line that begins with `::` as a command. Between
/// these two lines it runs none.
fn print_on_github(text: &str) -> Result<()> {
    let token = format!("verify-{}", std::process::id());
    Ok(write!(io::stdout(), "::stop-commands::{token}\n{text}\n::{token}::\n")?)
}

/// Success, or the exit code that says why not.
fn judge(results: &Results, strict: bool) -> Result<()> {
    if results.interrupted {
        return Err(fail(Exit::Interrupted, "interrupted"));
    }
    let any = |status| results.outcomes().any(|outcome| outcome.status == status);
    if any(Status::Failed) {
        bail!("not every claim held");
    }
    if strict && any(Status::Skipped) {
        bail!("some programs were skipped, which --strict counts as a failure");
    }
    Ok(())
}

fn format_and_file(text: &str) -> Result<(Format, PathBuf), String> {
    let (format, file) = text.split_once('=').ok_or("write a format and a file: junit=FILE")?;
    Ok((Format::named(format)?, file.into()))
}
