//! Runs the built programs of the course and hands back what they did.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use expected_order::Order;

use crate::cargo::Programs;
use crate::course::{Course, Lesson, Mistake, Variant, shown};
use crate::judge::{Judgement, Run, judge};
use crate::process;
use crate::python::Python;
use crate::trace::Trace;
use crate::verify::second_text;

/// How long a program may take to start and to end, besides its lesson. A Rust lesson that hangs ends
/// itself long before; CPython on a busy machine takes seconds to start.
pub(crate) const ALLOWANCE: Duration = Duration::from_secs(30);

/// The lesson seconds at which a run is tried, one after the other, where a slow machine alone can have
/// broken what is broken.
pub(crate) fn seconds(first: Duration) -> [Duration; 4] {
    [1, 4, 16, 64].map(|times| first * times)
}

/// Everything that is needed to run any program of the course.
pub(crate) struct Runner {
    pub(crate) course: Course,
    /// The claims on each variant of each lesson, by the lesson's place in the course.
    orders: BTreeMap<(usize, Variant), Order>,
    programs: Programs,
    /// Or why there is none.
    pub(crate) python: Result<Python, String>,
    scratch: tempfile::TempDir,
    /// The last run of each program, and what it was held against, by the program's name:
    /// `gather-tokio`, `gather-mistake-one-by-one`.
    runs: Mutex<BTreeMap<String, (Run, usize, Variant)>>,
}

impl Runner {
    /// Reads all claims, then builds all programs of the lessons that are named.
    pub(crate) fn new(lessons: &[String]) -> Result<Self> {
        let mut course = Course::read()?;
        course.select(lessons)?;
        if course.lessons.is_empty() {
            bail!("there is no lesson yet; `cargo xtask new NAME` makes one");
        }
        let orders = read_orders(&course)?;
        let programs = Programs::build(&course)?;
        let python = Python::find(&course);
        let scratch = tempfile::tempdir().context("failed to make a folder for traces")?;
        Ok(Self { course, orders, programs, python, scratch, runs: Mutex::default() })
    }

    /// The claims on a variant.
    pub(crate) fn order(&self, lesson: usize, variant: Variant) -> &Order {
        &self.orders[&(lesson, variant)]
    }

    /// Shows the last run of each program to `show`, with its name and with what is claimed of it.
    pub(crate) fn runs(
        &self,
        mut show: impl FnMut(&str, &Run, &Order) -> Result<()>,
    ) -> Result<()> {
        let runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        runs.iter().try_for_each(|(name, (run, lesson, variant))| {
            show(name, run, self.order(*lesson, *variant))
        })
    }

    /// Why a variant cannot be run here, although the lesson has it.
    pub(crate) fn skips(&self, lesson: &Lesson, variant: Variant) -> Option<String> {
        if variant != Variant::Python || !lesson.has(variant) {
            return None;
        }
        match &self.python {
            Err(why) => Some(why.clone()),
            Ok(python) => python.lacks(&lesson.source(variant)),
        }
    }

    /// Runs a variant once.
    pub(crate) fn run_variant(
        &self,
        lesson: usize,
        variant: Variant,
        second: Duration,
    ) -> Result<Run> {
        let about = &self.course.lessons[lesson];
        let mut command = match (about.target(variant), &self.python) {
            (Some(target), _) => Command::new(self.programs.path(&target)?),
            (None, Ok(python)) => python.command(&about.source(variant)),
            (None, Err(why)) => bail!("{why}"),
        };
        self.programs.tell(about, &mut command)?;
        self.run(command, format!("{}-{variant}", about.name), lesson, variant, second)
    }

    /// A run that holds, at the shortest lesson second at which it does.
    pub(crate) fn good_run(&self, lesson: usize, variant: Variant) -> Result<Run> {
        let (about, order) = (&self.course.lessons[lesson], self.order(lesson, variant));
        for second in seconds(about.first_second(order)) {
            let run = self.run_variant(lesson, variant, second)?;
            if judge(&run, order) == Judgement::Holds {
                return Ok(run);
            }
        }
        bail!(
            "{} on {variant} does not hold; `cargo xtask verify {}` says why",
            about.name,
            about.name
        )
    }

    /// Runs a mistake once. What it is held against are the claims on Tokio.
    pub(crate) fn run_mistake(
        &self,
        lesson: usize,
        mistake: &Mistake,
        second: Duration,
    ) -> Result<Run> {
        let command = Command::new(self.programs.path(&mistake.target)?);
        self.run(command, mistake.target.clone(), lesson, Variant::Tokio, second)
    }

    /// Runs a program of the course, and keeps the run.
    fn run(
        &self,
        command: Command,
        name: String,
        lesson: usize,
        variant: Variant,
        second: Duration,
    ) -> Result<Run> {
        let file = self.course.lessons[lesson].order_file(variant);
        let order = self.order(lesson, variant);
        let run = run_traced(command, self.scratch.path(), order, &file, second)?;
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        runs.insert(name, (run.clone(), lesson, variant));
        Ok(run)
    }
}

/// Runs a program of the course with a trace of its own, which lies in that folder meanwhile.
pub(crate) fn run_traced(
    mut command: Command,
    scratch: &Path,
    order: &Order,
    file: &Path,
    second: Duration,
) -> Result<Run> {
    let trace = tempfile::NamedTempFile::new_in(scratch)?;
    command
        .env("LESSON_SECOND", second_text(second))
        .env("LESSON_TRACE", trace.path())
        .env_remove("LESSON_LIMIT")
        // Looking up a backtrace takes longer than a short lesson second.
        .env("RUST_BACKTRACE", "0");
    let ended = process::run(command, in_order::limit(order, second) + ALLOWANCE, false)?;
    let (trace, read) = Trace::read(trace.path());
    if let Some(expected) = &trace.expected
        && !file.ends_with(expected)
    {
        let name = file.file_name().unwrap_or_default().display();
        bail!(
            "the program checks itself by {expected}, but {} is there for it; write lesson!(\"{name}\")",
            shown(file),
        );
    }
    Ok(Run::traced(&ended, trace, read, second))
}

fn read_orders(course: &Course) -> Result<BTreeMap<(usize, Variant), Order>> {
    let mut orders = BTreeMap::new();
    for (index, lesson) in course.lessons.iter().enumerate() {
        for variant in lesson.variants() {
            orders.insert((index, variant), lesson.order(variant)?);
        }
        for mistake in &lesson.mistakes {
            let texts = orders[&(index, Variant::Tokio)].rows().iter().map(|row| row.text.as_str());
            mistake.names_a_row(texts, &lesson.folder)?;
        }
    }
    Ok(orders)
}
