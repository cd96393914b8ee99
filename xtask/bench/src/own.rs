//! What the course itself costs: `verify`, compared with the best possible time, and the first run.

use std::process::Command;
use std::thread;

use anyhow::{Context, Result};
use course::results::{Outcome, Results};
use course::{Course, Variant};
use runner::default_jobs;
use runner::python::Python;

use crate::checkout::Checkout;
use crate::measure::Sample;
use crate::tools::Tools;

/// What the sides of one table keep for the sides after them.
#[derive(Default)]
pub(crate) struct OwnCosts {
    /// What the last `verify` wrote.
    verified: Option<Results>,
    /// The clone of the last first run.
    checkout: Option<Checkout>,
}

impl OwnCosts {
    /// Builds the command and the programs that `verify` runs, so that no round builds them.
    pub(crate) fn warm(&mut self, tools: &Tools) -> Result<()> {
        tools.build_xtask()?;
        self.verify(tools).map(drop)
    }

    /// Verifies the whole course.
    pub(crate) fn verify(&mut self, tools: &Tools) -> Result<Sample> {
        let mut command = Command::new(tools.xtask());
        command.current_dir(&tools.course.root).args(["verify", "--format", "json"]);
        // A machine that is busy enough makes lines late at any speed. If that happens twice, it is not an accident.
        let run = tools.measure(&command).or_else(|_| tools.measure(&command));
        let run = run.context("`verify` failed on the course")?;
        let verified: Results =
            serde_json::from_slice(&run.stdout).context("failed to read verify --format json")?;
        let sample = run.sample(verified.took_s)?;
        self.verified = Some(verified);
        Ok(sample)
    }

    /// The least time that the last `verify` could have taken, in seconds.
    pub(crate) fn verify_limit(&mut self, tools: &Tools) -> Result<f64> {
        let verified = self.verified()?;
        let (rust, twins) = starts(verified);
        let processors = thread::available_parallelism().map_or(1, usize::from);
        let starting = rust as f64 * start_rust(tools)? + twins as f64 * start_python(tools)?;
        Ok(waits(&tools.course, verified)? + starting / processors as f64)
    }

    /// How long the last `verify` would take with real seconds.
    pub(crate) fn verify_real(&mut self, _: &Tools) -> Result<f64> {
        Ok(self.verified()?.real_s)
    }

    /// From a clean clone to the end of the first run of a lesson.
    pub(crate) fn first_lesson(&mut self, tools: &Tools) -> Result<Sample> {
        self.checkout.insert(Checkout::new(tools)?).run(tools, "gather")
    }

    /// The first run of a second lesson, in the clone of the first.
    pub(crate) fn second_lesson(&mut self, tools: &Tools) -> Result<Sample> {
        let checkout = self.checkout.as_ref().context("the first lesson comes first")?;
        checkout.run(tools, "timeouts")
    }

    fn verified(&self) -> Result<&Results> {
        self.verified.as_ref().context("verify comes first")
    }
}

/// The same as the first lesson's for a program that needs what `gather` needs.
pub(crate) fn first_hello(tools: &Tools) -> Result<Sample> {
    let checkout = Checkout::new(tools)?;
    checkout.add_hello()?;
    checkout.run(tools, "hello")
}

/// The longest chain of waits that the jobs of `verify` allow: of one lesson, whose mistakes come after it,
/// or of all together, shared among the jobs.
fn waits(course: &Course, verified: &Results) -> Result<f64> {
    let (mut longest, mut sum) = (0.0_f64, 0.0);
    for result in &verified.lessons {
        let lesson = course.find(&result.name)?;
        let mut of_tokio = 0.0;
        for (&variant, outcome) in &result.variants {
            // The last claimed second. The time after it was not spent waiting.
            let claimed = lesson.order(variant)?.last_second().as_secs_f64();
            let wait = waited(outcome, claimed);
            longest = longest.max(wait);
            sum += wait;
            if variant == Variant::Tokio {
                of_tokio = wait;
            }
        }
        for mistake in &result.mistakes {
            let wait = waited(&mistake.outcome, mistake.outcome.lesson_s);
            longest = longest.max(of_tokio + wait);
            sum += wait;
        }
    }
    Ok(longest.max(sum / default_jobs() as f64))
}

/// The real time of `lesson_s` lesson seconds, at the seconds at which the program held: its own, and
/// another one if it must also hold there. Zero if it did not run.
fn waited(outcome: &Outcome, lesson_s: f64) -> f64 {
    let last = |further| outcome.tries.iter().rfind(|run| run.further == further);
    let seconds = [last(false), last(true)].into_iter().flatten();
    seconds.map(|run| lesson_s * run.second_ms / 1e3).sum()
}

/// How many programs were started, in Rust and in Python.
fn starts(verified: &Results) -> (usize, usize) {
    let all: usize = verified.outcomes().map(|outcome| outcome.tries.len()).sum();
    let twins = verified.lessons.iter().filter_map(|lesson| lesson.variants.get(&Variant::Python));
    let twins = twins.map(|outcome| outcome.tries.len()).sum();
    (all - twins, twins)
}

/// The processor time that a process of each kind takes before it does anything: the best of a few.
fn start_rust(tools: &Tools) -> Result<f64> {
    start(tools, tools.this().arg("nothing"))
}

fn start_python(tools: &Tools) -> Result<f64> {
    // The Python of the twins, which may differ from that of the benchmark.
    let Ok(python) = Python::find(&tools.course) else { return Ok(0.0) };
    start(tools, python.interpreter().args(["-c", "import asyncio"]))
}

fn start(tools: &Tools, command: &Command) -> Result<f64> {
    let mut best = f64::MAX;
    for _ in 0..5 {
        let cpu = tools.measure(command)?.sample(0.0)?.cpu_s;
        best = best.min(cpu.unwrap_or_default());
    }
    Ok(best)
}

#[cfg(test)]
mod tests {
    use course::results::{LessonResult, Try};

    use super::*;

    fn outcome(tries: &[(f64, bool)]) -> Outcome {
        let tries =
            tries.iter().map(|&(second_ms, further)| Try { second_ms, broke: None, further });
        Outcome { tries: tries.collect(), ..Outcome::default() }
    }

    #[test]
    fn a_wait_is_that_of_the_seconds_at_which_the_program_held() {
        assert!(waited(&outcome(&[]), 4.0).abs() < 1e-9);
        assert!((waited(&outcome(&[(25.0, false), (100.0, false)]), 4.0) - 0.4).abs() < 1e-9);
        assert!((waited(&outcome(&[(25.0, false), (62.5, true)]), 4.0) - 0.35).abs() < 1e-9);
    }

    #[test]
    fn twins_are_not_counted_as_rust() {
        let lesson = LessonResult {
            number: "01".into(),
            name: "one".into(),
            title: String::new(),
            variants: [
                (Variant::Tokio, outcome(&[(25.0, false), (62.5, true)])),
                (Variant::Python, outcome(&[(25.0, false)])),
            ]
            .into(),
            mistakes: Vec::new(),
            refused: Vec::new(),
        };
        let verified = Results {
            version: course::results::VERSION,
            lessons: vec![lesson],
            runs: 3,
            repeated: 0,
            took_s: 1.0,
            real_s: 1.0,
            interrupted: false,
            versions: Vec::new(),
        };
        assert_eq!(starts(&verified), (2, 1));
    }
}
