//! `cargo xtask refused`: the compiler's messages on the programs that must not compile.

use std::io::{self, Write as _};

use anyhow::Result;
use course::{Course, shown};
use runner::refused::{compile, record};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Lessons by package, number or folder; all if none is named
    lessons: Vec<String>,
    /// Record each message next to its program, for `verify` to compare
    #[arg(long)]
    write: bool,
}

/// Runs the command.
pub(crate) fn refused(options: &Options) -> Result<()> {
    let mut course = Course::read()?;
    course.select(&options.lessons)?;
    let compiled = compile(&course)?;
    let mut out = io::stdout();
    for one in &compiled {
        if one.message.is_empty() {
            writeln!(out, "{} compiles\n", shown(&one.program.source()))?;
        } else {
            writeln!(out, "{}", one.message)?;
        }
    }
    if options.write { record(&course, &compiled) } else { Ok(()) }
}
