//! One process, and what it took.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde::Serialize;

use crate::machine::ticks;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Measure {
    /// Seconds of the work, by the program's own clock.
    Wall,
    /// Seconds of a processor, user and system, of the process and its children, start and end included.
    Cpu,
    /// The most bytes that were resident.
    Memory,
}

impl Measure {
    /// Its name in a table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Wall => "wall",
            Self::Cpu => "CPU",
            Self::Memory => "memory",
        }
    }

    /// The same in a sentence.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Wall => "the time",
            Self::Cpu => "the CPU seconds",
            Self::Memory => "the memory",
        }
    }
}

/// What one run took. A calculated figure has no processor time and no memory.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sample {
    pub(crate) wall_s: f64,
    pub(crate) cpu_s: Option<f64>,
    pub(crate) memory_bytes: Option<u64>,
    /// Why the machine was not quiet meanwhile, if it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) disturbed: Option<String>,
}

impl Sample {
    /// A calculated figure.
    pub(crate) fn worked_out(wall_s: f64) -> Self {
        Self { wall_s, cpu_s: None, memory_bytes: None, disturbed: None }
    }

    pub(crate) fn get(&self, measure: Measure) -> Option<f64> {
        match measure {
            Measure::Wall => Some(self.wall_s),
            Measure::Cpu => self.cpu_s,
            Measure::Memory => self.memory_bytes.map(|bytes| bytes as f64),
        }
    }
}

/// The same command, run by `bench measured`, which prints what it used. `bench` is this program.
pub(crate) fn measured(bench: &Path, command: &Command, options: &[&str]) -> Command {
    let mut measured = Command::new(bench);
    measured.arg("measured").args(options).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => measured.env(name, value),
            None => measured.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        measured.current_dir(folder);
    }
    measured
}

/// What a finished process reports about itself.
pub(crate) struct Finished {
    pub(crate) took: Duration,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
    /// Lines on standard output, if it was not kept.
    pub(crate) lines: u64,
}

/// What happens to standard output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    Keep,
    /// It goes through a pipe, and only its lines are counted.
    Count,
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command, output: Output) -> Result<Finished> {
    let program = command.get_program().to_string_lossy().into_owned();
    let start = Instant::now();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("failed to start {program}"))?;
    let stdout = child.stdout.take().context("it is piped")?;
    let reader = thread::spawn(move || match output {
        Output::Keep => kept(stdout).map(|kept| (kept, 0)),
        Output::Count => counted(stdout).map(|lines| (Vec::new(), lines)),
    });
    let mut stderr = String::new();
    child.stderr.take().context("it is piped")?.read_to_string(&mut stderr)?;
    let status = child.wait().with_context(|| format!("failed to wait for {program}"))?;
    let took = start.elapsed();
    let (stdout, lines) = reader.join().ok().context("the reader panicked")??;
    if !status.success() {
        bail!("{status}: {}", stderr.trim());
    }
    Ok(Finished { took, stdout, stderr, lines })
}

fn kept(mut stdout: ChildStdout) -> io::Result<Vec<u8>> {
    let mut kept = Vec::new();
    stdout.read_to_end(&mut kept)?;
    Ok(kept)
}

fn counted(mut stdout: ChildStdout) -> io::Result<u64> {
    let (mut buffer, mut lines) = (vec![0; 64 << 10], 0);
    loop {
        let read = stdout.read(&mut buffer)?;
        if read == 0 {
            return Ok(lines);
        }
        for byte in &buffer[..read] {
            lines += u64::from(*byte == b'\n');
        }
    }
}

impl Finished {
    /// How long the work took according to the program itself, without the start of the process.
    pub(crate) fn said(&self) -> Result<f64> {
        let took = self.stderr.lines().find_map(|line| line.strip_prefix("took "));
        let took = took.context("the program does not say how long its work took")?;
        let took: f64 = took.trim().parse()?;
        ensure!(took.is_finite() && took >= 0.0, "the program says that it took {took} s");
        Ok(took)
    }

    pub(crate) fn sample(&self, wall_s: f64) -> Result<Sample> {
        sample(&self.stderr, wall_s)
    }
}

/// Reads what `bench measured` printed.
pub(crate) fn sample(stderr: &str, wall_s: f64) -> Result<Sample> {
    let used = stderr.lines().rev().find_map(|line| line.strip_prefix("bench used "));
    let (cpu, memory) = used
        .and_then(|used| used.split_once(' '))
        .context("the program did not report what it used")?;
    Ok(Sample {
        wall_s,
        cpu_s: Some(cpu.parse()?),
        memory_bytes: Some(memory.parse()?),
        disturbed: None,
    })
}

/// A process that runs next to what is measured, and prints its address on its first line. It ends when its
/// standard input is closed.
pub(crate) struct Beside {
    child: Child,
    pub(crate) address: String,
}

impl Beside {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().context("failed to start the server")?;
        let mut address = Vec::new();
        let mut stdout = child.stdout.take().context("it is piped")?;
        let mut byte = [0];
        while stdout.read(&mut byte)? == 1 && byte[0] != b'\n' {
            address.push(byte[0]);
        }
        let beside = Self { child, address: String::from_utf8(address)?.trim().into() };
        ensure!(beside.address.starts_with("http://"), "the server printed no address");
        Ok(beside)
    }

    /// The processor time that it has taken so far.
    pub(crate) fn cpu(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.unwrap_or_default();
        // After the name, which is in parentheses, the 12th and 13th are user and system.
        let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
        after.split_whitespace().skip(11).take(2).filter_map(ticks).sum()
    }

    /// Ends it, and returns what it printed on standard error.
    pub(crate) fn end(mut self) -> Result<String> {
        drop(self.child.stdin.take());
        let mut stderr = String::new();
        self.child.stderr.take().context("it is piped")?.read_to_string(&mut stderr)?;
        self.child.wait().context("failed to wait for a server")?;
        Ok(stderr)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_failure_is_told_in_the_programs_own_words() {
        let mut command = Command::new("sh");
        let error = run(command.args(["-c", "echo the sum is wrong >&2; exit 1"]), Output::Keep);
        assert!(error.is_err_and(|error| error.to_string().contains("the sum is wrong")));
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_does_not_say_what_it_took_is_refused() {
        let silent = run(&mut Command::new("true"), Output::Keep).expect("it runs");
        assert!(silent.said().is_err());
        let mut command = Command::new("sh");
        let run = run(command.args(["-c", "echo a; echo b; echo took 1.5 >&2"]), Output::Count);
        let run = run.expect("it runs");
        assert_eq!((run.lines, run.said().ok()), (2, Some(1.5)));
    }
}
