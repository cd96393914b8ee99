//! What the course itself costs: `verify` against the best that it could do, and the first run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use tempfile::TempDir;

use super::measure::{self, Finished, Output, Sample};
use course::{Course, Variant};
use runner::build::cargo;
use runner::default_jobs;
use runner::python::Python;

/// What is read of `verify --json`; docs/verify-json.md describes it.
#[derive(Deserialize)]
struct Verified {
    lessons: Vec<VerifiedLesson>,
    took_s: f64,
    real_s: f64,
}

#[derive(Deserialize)]
struct VerifiedLesson {
    name: String,
    variants: std::collections::BTreeMap<String, Outcome>,
    mistakes: Vec<Outcome>,
}

#[derive(Deserialize)]
struct Outcome {
    tries: Vec<Try>,
    lesson_s: f64,
}

#[derive(Deserialize)]
struct Try {
    second_ms: f64,
}

/// One `verify`: what it took, what it could not be faster than, and what it takes in real time.
pub(crate) struct Verify {
    pub(crate) took: Sample,
    pub(crate) limit_s: f64,
    pub(crate) real_s: f64,
}

/// Verifies the whole course. It has to be built.
pub(crate) fn verify(course: &Course, python: &Result<Python, String>) -> Result<Verify> {
    let this = std::env::current_exe().context("failed to find this program")?;
    let mut command = Command::new(this);
    command.current_dir(&course.root).args(["verify", "--format", "json"]);
    // A machine that is busy enough makes lines late at any speed; that it happens twice is no accident.
    let run = measured(course, &command).or_else(|_| measured(course, &command));
    let run = run.context("the course has to verify")?;
    let verified: Verified = serde_json::from_slice(&run.stdout).context("verify --json")?;
    let (rust, twins) = starts(&verified);
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let starting = (rust as f64 * start_rust(course)?
        + twins as f64 * start_python(course, python)?)
        / processors as f64;
    Ok(Verify {
        limit_s: waits(course, &verified)? + starting,
        real_s: verified.real_s,
        took: run.sample(verified.took_s)?,
    })
}

fn measured(course: &Course, command: &Command) -> Result<Finished> {
    measure::run(
        &mut measure::measured(&super::program(course, "bench"), command, &[]),
        Output::Keep,
    )
}

/// The longest chain of waits that the jobs of `verify` allow: of one lesson, whose mistakes come after it,
/// or of all together, shared among the jobs.
fn waits(course: &Course, verified: &Verified) -> Result<f64> {
    let (mut longest, mut sum) = (0.0_f64, 0.0);
    for result in &verified.lessons {
        let lesson = course.find(&result.name)?;
        let mut of_tokio = 0.0;
        for variant in Variant::ALL {
            let Some(outcome) = result.variants.get(&variant.to_string()) else { continue };
            // Its last claimed second: what came after it was no wait.
            let claimed = lesson.order(variant)?.last_second().as_secs_f64();
            let wait = outcome.seconds(claimed);
            longest = longest.max(wait);
            sum += wait;
            if variant == Variant::Tokio {
                of_tokio = wait;
            }
        }
        for mistake in &result.mistakes {
            let wait = mistake.seconds(mistake.lesson_s);
            longest = longest.max(of_tokio + wait);
            sum += wait;
        }
    }
    Ok(longest.max(sum / default_jobs() as f64))
}

impl Outcome {
    /// So many lesson seconds, in those of the last run; nothing if there was none.
    fn seconds(&self, lesson_s: f64) -> f64 {
        self.tries.last().map_or(0.0, |run| lesson_s * run.second_ms / 1e3)
    }
}

/// How many programs were started, in Rust and in Python.
fn starts(verified: &Verified) -> (usize, usize) {
    let tries = |outcome: &Outcome| outcome.tries.len();
    let of = |python: bool| {
        let variants = verified.lessons.iter().flat_map(|lesson| &lesson.variants);
        let runs = variants.filter(|(name, _)| (*name == "python") == python);
        runs.map(|(_, outcome)| tries(outcome)).sum::<usize>()
    };
    let mistakes = verified.lessons.iter().flat_map(|lesson| &lesson.mistakes).map(tries);
    (of(false) + mistakes.sum::<usize>(), of(true))
}

/// What a process of each kind takes of a processor before it does anything: the best of a few.
fn start_rust(course: &Course) -> Result<f64> {
    let mut nothing = Command::new(super::program(course, "bench"));
    start(course, nothing.arg("nothing"))
}

fn start_python(course: &Course, python: &Result<Python, String>) -> Result<f64> {
    let Ok(python) = python else { return Ok(0.0) };
    start(course, python.interpreter().args(["-c", "import asyncio"]))
}

fn start(course: &Course, command: &Command) -> Result<f64> {
    let mut best = f64::MAX;
    for _ in 0..5 {
        let cpu = measured(course, command)?.sample(0.0)?.cpu_s;
        best = best.min(cpu.unwrap_or_default());
    }
    Ok(best)
}

/// A clean clone of what is committed.
pub(crate) struct Clone {
    folder: TempDir,
}

impl Clone {
    pub(crate) fn new(course: &Course) -> Result<Self> {
        let folder = tempfile::tempdir().context("failed to make a folder for a clone")?;
        let mut git = Command::new("git");
        git.args(["clone", "--quiet"]).arg(&course.root).arg(folder.path().join("course"));
        ensure!(git.status().context("failed to start git")?.success(), "git could not clone");
        Ok(Self { folder })
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("course")
    }

    /// Adds a package that depends on what `gather` depends on, besides the harness: Tokio, with the same
    /// features and built with the same profile.
    pub(crate) fn add_hello(&self) -> Result<()> {
        let folder = self.root().join("lessons/hello");
        fs::create_dir_all(folder.join("src"))?;
        write(
            &folder.join("Cargo.toml"),
            "[package]\nname = \"hello\"\nedition.workspace = true\n\n\
             [dependencies]\ntokio.workspace = true\n",
        )?;
        write(
            &folder.join("src/main.rs"),
            "#[tokio::main(flavor = \"current_thread\")]\nasync fn main() {\n    \
             tokio::time::sleep(std::time::Duration::from_millis(75)).await;\n    \
             println!(\"hello\");\n}\n",
        )
    }

    /// `cargo run` there, with the crates that were downloaded before.
    pub(crate) fn run(&self, course: &Course, package: &str) -> Result<Sample> {
        let mut command = cargo();
        command.current_dir(self.root()).args(["run", "--offline", "--package", package]);
        command.env("CARGO_TARGET_DIR", self.root().join("target")).env("LESSON_SECOND", "25ms");
        let run = measured(course, &command);
        let run = run.with_context(|| format!("cargo run --package {package} in a clean clone"))?;
        ensure!(!run.stdout.is_empty(), "{package} printed nothing");
        run.sample(run.took.as_secs_f64())
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("failed to write {}", path.display()))
}

/// Builds what `verify` runs, so that no round has to.
pub(crate) fn warm(course: &Course, python: &Result<Python, String>) -> Result<()> {
    verify(course, python).map(drop)
}
