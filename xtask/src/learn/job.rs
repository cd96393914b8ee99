//! One program, built and run on its own thread, so that the learner can use the page meanwhile.

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

/// A line that is later than this was not made late by a busy machine.
const STALL: Duration = Duration::from_millis(100);

/// A program to build and to run.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    /// The workspace that Cargo builds it in.
    pub(crate) workspace: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// The name of the package, which is the name of its program.
    pub(crate) name: String,
    pub(crate) order: Arc<Order>,
    /// The lesson second of the first try.
    pub(crate) second: Duration,
}

/// What a job reports.
#[derive(Debug)]
pub(crate) enum JobEvent {
    /// Cargo's current step.
    Builds(String),
    /// The program starts and writes its trace to this file.
    Runs { trace: PathBuf, second: Duration },
    /// The job is over. This is its last report.
    Ended(JobOutcome),
}

#[derive(Debug)]
pub(crate) enum JobOutcome {
    Ran(Run),
    /// The program does not build. These are the compiler's messages.
    Fails(String),
    /// The job could not be done.
    Trouble(String),
    Stopped,
}

/// A job that runs. Dropping it ends it and its program.
pub(crate) struct Job {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Job {
    /// Starts a job. It calls `report` from its own thread.
    pub(crate) fn start(task: Task, report: impl Fn(JobEvent) + Clone + Send + 'static) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            let outcome = work(&task, &report, &stopped);
            let outcome = outcome.unwrap_or_else(|e| JobOutcome::Trouble(format!("{e:#}")));
            report(JobEvent::Ended(outcome));
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
    task: &Task,
    report: &(impl Fn(JobEvent) + Clone + Send + 'static),
    stop: &AtomicBool,
) -> Result<JobOutcome> {
    let Task { workspace, target, name, .. } = task;
    let steps = BuildSteps { report: report.clone(), line: Vec::new() };
    let built = build_one(workspace, target, name, ["--bin", name], Some(Box::new(steps)), stop)?;
    let command = match built {
        Built::Program(command) => command,
        Built::Fails(errors) => return Ok(JobOutcome::Fails(without_steps(&errors))),
        Built::Stopped => return Ok(JobOutcome::Stopped),
    };
    let stopped = || stop.load(Ordering::Relaxed) || interrupted();
    let once = |second| {
        let command = Command::new(command.get_program());
        let spec = Spec::new(command, &task.order, second);
        traced(Spec { stop: Some(stop), ..spec }, |trace| {
            report(JobEvent::Runs { trace: trace.into(), second });
        })
    };
    let again = |run: &Run, _| late_by_noise(run, &task.order) && !stopped();
    // The longest seconds are left out, because a learner waits.
    let run = attempts(task.second, 3, once, again)?;
    Ok(if stopped() { JobOutcome::Stopped } else { JobOutcome::Ran(run) })
}

/// Whether a busy machine alone may have broken the first broken claim.
fn late_by_noise(run: &Run, order: &Order) -> bool {
    let verdict = run.check(order);
    verdict.broken.first().is_some_and(|first| {
        first.may_be_noise && run.second.mul_f64(first.off.as_secs_f64()) < STALL
    })
}

/// Whether the line is one of Cargo's steps, such as "Compiling tokio v1.54.0", and not part of an error.
fn is_step(line: &str) -> bool {
    let line = line.trim_start();
    ["Blocking", "Compiling", "Download", "Updating"].iter().any(|step| line.starts_with(step))
}

/// The compiler's messages out of everything that Cargo printed.
fn without_steps(printed: &str) -> String {
    printed.split_inclusive('\n').filter(|line| !is_step(line)).collect()
}

/// Reports each step of the build that Cargo prints.
struct BuildSteps<R> {
    report: R,
    line: Vec<u8>,
}

impl<R: Fn(JobEvent)> Write for BuildSteps<R> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for &byte in bytes {
            if byte == b'\n' {
                let line = String::from_utf8_lossy(&self.line);
                if is_step(&line) {
                    // Without the folder that follows the name of one of the course's packages.
                    let step = line.split(" (").next().unwrap_or_default().trim();
                    (self.report)(JobEvent::Builds(step.into()));
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
