//! `cargo xtask quotes`: starts the package `quotes`, which checks the pages.
//!
//! It is a program of its own because no other command reads Markdown.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use course::exit::{Exit, fail};
use runner::build::cargo;
use runner::process::{interrupted, take_ctrl_c};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The pages [default: every Markdown file that git tracks]
    files: Vec<PathBuf>,
    /// Write what the sources have today into the blocks that differ
    #[arg(long)]
    write: bool,
    /// Leave out the commands and what they print
    #[arg(long)]
    no_run: bool,
}

/// The program is beside the source of this one, whichever course it checks.
const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/quotes/Cargo.toml");

/// Cargo's own exit code, which it has where it could not build; the program has none like it.
const CARGO: i32 = 101;

/// Runs the command. Returns the exit code of the program, which has printed what is wrong.
pub(crate) fn quotes(options: &Options) -> Result<ExitCode> {
    // Ctrl-C reaches the program, too. It ends the commands that it runs, and then itself.
    take_ctrl_c()?;
    let mut command = cargo();
    command.args(["run", "--quiet", "--manifest-path", MANIFEST, "--"]);
    command.args(options.write.then_some("--write"));
    command.args(options.no_run.then_some("--no-run"));
    command.args(&options.files);
    let status = command.status().context("failed to start cargo")?;
    match status.code() {
        Some(CARGO) => Err(fail(
            Exit::BuildFailed,
            "the program that checks the pages does not build, or panicked",
        )),
        None if interrupted() => Err(fail(Exit::Interrupted, "interrupted")),
        code => Ok(ExitCode::from(code.map_or(Exit::Broken as u8, |code| code as u8))),
    }
}
