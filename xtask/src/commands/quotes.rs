//! `cargo xtask quotes`: starts the package `quotes`, which checks the pages.
//!
//! The checker is a separate program because no other command reads Markdown.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use runner::build::cargo;
use runner::process::take_ctrl_c;

use super::package;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The pages [default: every Markdown file that git tracks]
    files: Vec<PathBuf>,
    /// Update the blocks that differ from their source
    #[arg(long)]
    write: bool,
    /// Skip the commands and the blocks that quote their output
    #[arg(long)]
    no_run: bool,
}

/// The program's source is next to this one's, whichever course it checks.
const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/quotes/Cargo.toml");

/// Runs the command. Returns the exit code of the program, which has printed what is wrong.
pub(crate) fn quotes(options: &Options) -> Result<ExitCode> {
    // Ctrl-C also reaches the program, which ends the commands that it runs, and then itself.
    take_ctrl_c()?;
    let mut command = cargo();
    command.args(["run", "--quiet", "--manifest-path", MANIFEST, "--"]);
    command.args(options.write.then_some("--write"));
    command.args(options.no_run.then_some("--no-run"));
    command.args(&options.files);
    package::run(&mut command, "the program that checks the pages")
}
