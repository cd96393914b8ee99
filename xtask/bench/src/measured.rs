//! One program, and what it used: `bench measured [--until-closed] PROGRAM ARGS…`.
//!
//! The kernel counts the memory that a parent had at the fork as the child's. So only a small parent can
//! measure a small child.

use std::ffi::OsString;
use std::io::{self, Read};
use std::process::{self, Command, Stdio};

use anyhow::{Context, Result};
use wait4::Wait4;

/// Ends as the program ends. The last line on standard error has the CPU seconds and the most bytes in
/// memory, of the program and of the children that it waited for.
pub(crate) fn run(command: &[OsString]) -> Result<()> {
    // A server does not end by itself. It must end when standard input is closed.
    let serves = command.first().is_some_and(|arg| arg == "--until-closed");
    let (program, args) =
        command[usize::from(serves)..].split_first().context("usage: bench measured PROGRAM")?;
    let name = program.display();
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .spawn()
        .with_context(|| format!("failed to start {name}"))?;
    if serves {
        io::stdin().read_to_end(&mut Vec::new())?;
        child.kill()?;
    }
    let used = child.wait4().with_context(|| format!("failed to wait for {name}"))?;
    let cpu = used.rusage.utime + used.rusage.stime;
    eprintln!("bench used {} {}", cpu.as_secs_f64(), used.rusage.maxrss);
    if used.status.success() || serves {
        return Ok(());
    }
    eprintln!("{}", used.status);
    process::exit(1)
}
