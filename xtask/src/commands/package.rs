//! Programs that are packages of their own: `bench` and `quotes`.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use course::exit::{Exit, fail};
use runner::process::interrupted;

/// Cargo's exit code for a failed build. The programs never exit with it.
const CARGO: i32 = 101;

/// Runs `cargo run …` and returns the exit code of the program, which has printed what is wrong. `name` is
/// what messages call the program.
pub(super) fn run(command: &mut Command, name: &str) -> Result<ExitCode> {
    let status = command.status().context("failed to start cargo")?;
    match status.code() {
        Some(CARGO) => Err(fail(Exit::BuildFailed, format!("{name} does not build, or panicked"))),
        None if interrupted() => Err(fail(Exit::Interrupted, "interrupted")),
        code => Ok(ExitCode::from(code.map_or(Exit::Broken as u8, |code| code as u8))),
    }
}
