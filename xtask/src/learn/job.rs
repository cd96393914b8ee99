//! One program, built and run on a thread of its own, so that the learner can go on meanwhile.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::Result;
use course::Run;
use expected_order::Order;
use runner::build::{Built, build_one};
use runner::process::interrupted;
use runner::{Spec, attempts, traced};

/// A line that is later than this was not made late by the machine.
const STALL: Duration = Duration::from_millis(100);

/// What to build and to run.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// The workspace that Cargo builds it in, and the target folder.
    pub(crate) workspace: PathBuf,
    pub(crate) target: PathBuf,
    /// The package, and its program.
    pub(crate) name: String,
    pub(crate) order: Arc<Order>,
    /// The lesson second of the first try.
    pub(crate) second: Duration,
}

/// What a job tells.
#[derive(Debug)]
pub(crate) enum Told {
    /// What Cargo is at.
    Builds(String),
    /// The program starts; its trace is written to that file.
    Runs { trace: PathBuf, second: Duration },
    /// It is over. No more is told.
    Ended(Outcome),
}

#[derive(Debug)]
pub(crate) enum Outcome {
    Ran(Run),
    /// What the compiler says.
    Fails(String),
    /// It could not even be tried.
    Trouble(String),
    Stopped,
}

/// A job under way. It ends, and its program with it, when this is dropped.
pub(crate) struct Job {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Job {
    /// Starts it. What it tells goes to `tell`, from another thread.
    pub(crate) fn start(program: Program, tell: impl Fn(Told) + Clone + Send + 'static) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            let outcome = work(&program, &tell, &stopped);
            tell(Told::Ended(outcome.unwrap_or_else(|e| Outcome::Trouble(format!("{e:#}")))));
        });
        Self { stop, thread: Some(thread) }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn work(
    program: &Program,
    tell: &(impl Fn(Told) + Clone + Send + 'static),
    stop: &AtomicBool,
) -> Result<Outcome> {
    let Program { workspace, target, name, .. } = program;
    let told = Progress { tell: tell.clone(), line: Vec::new() };
    let built = build_one(workspace, target, name, ["--bin", name], Some(Box::new(told)), stop)?;
    let command = match built {
        Built::Program(command) => command,
        Built::Fails(errors) => return Ok(Outcome::Fails(errors)),
        Built::Stopped => return Ok(Outcome::Stopped),
    };
    let stopped = || stop.load(Ordering::Relaxed) || interrupted();
    let once = |second| {
        let command = Command::new(command.get_program());
        let spec = Spec::new(command, &program.order, second);
        traced(Spec { stop: Some(stop), ..spec }, |trace| {
            tell(Told::Runs { trace: trace.into(), second });
        })
    };
    let again = |run: &Run, _| late_by_noise(run, &program.order) && !stopped();
    // Not at the longest: a learner waits.
    let run = attempts(program.second, 3, once, again)?;
    Ok(if stopped() { Outcome::Stopped } else { Outcome::Ran(run) })
}

/// Whether the machine alone may have broken what is broken first.
fn late_by_noise(run: &Run, order: &Order) -> bool {
    let verdict = run.check(order);
    verdict.broken.first().is_some_and(|first| {
        first.may_be_noise && run.second.mul_f64(first.off.as_secs_f64()) < STALL
    })
}

/// Whether Cargo says there what it is at: "Compiling tokio v1.54.0", and neither errors nor their
/// pictures.
pub(crate) fn is_step(line: &str) -> bool {
    let line = line.trim_start();
    ["Blocking", "Compiling", "Download", "Updating"].iter().any(|step| line.starts_with(step))
}

/// Tells what Cargo is at.
struct Progress<T> {
    tell: T,
    line: Vec<u8>,
}

impl<T: Fn(Told)> Write for Progress<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for &byte in bytes {
            if byte == b'\n' {
                let line = String::from_utf8_lossy(&self.line);
                if is_step(&line) {
                    // Without the folder that stands behind a package of the course.
                    let step = line.split(" (").next().unwrap_or_default().trim();
                    (self.tell)(Told::Builds(step.into()));
                }
                self.line.clear();
            } else {
                self.line.push(byte);
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
