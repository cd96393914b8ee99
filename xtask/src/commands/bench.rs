//! `cargo xtask bench`: starts the benchmark, the package `bench`.
//!
//! The benchmark is a separate program because it is a release build, with the crates that it compares.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;
use runner::build::cargo;

use super::package;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Arguments of the benchmark
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
    arguments: Vec<OsString>,
}

/// Runs the command. Returns the exit code of the benchmark.
pub(crate) fn bench(options: &Options) -> Result<ExitCode> {
    let mut command = cargo();
    command.args(["run", "--release", "--package", "bench", "--"]).args(&options.arguments);
    package::run(&mut command, "the benchmark")
}
