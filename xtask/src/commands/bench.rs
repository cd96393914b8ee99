//! `cargo xtask bench`: starts the benchmark, the package `bench`.
//!
//! The benchmark is a separate program because it is a release build, with the crates that it compares.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Context, Result};
use course::exit::{Exit, fail};
use runner::build::cargo;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Arguments of the benchmark
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
    arguments: Vec<OsString>,
}

/// Cargo's exit code for a failed build. The benchmark never exits with it.
const CARGO: i32 = 101;

/// Runs the command. Returns the exit code of the benchmark.
pub(crate) fn bench(options: &Options) -> Result<ExitCode> {
    let mut command = cargo();
    command.args(["run", "--release", "--package", "bench", "--"]).args(&options.arguments);
    let status = command.status().context("failed to start cargo")?;
    match status.code() {
        Some(CARGO) => Err(fail(Exit::BuildFailed, "the benchmark does not build, or panicked")),
        code => Ok(ExitCode::from(code.map_or(Exit::Broken as u8, |code| code as u8))),
    }
}
