//! Everything that running a program of the course needs.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};
use course::{Course, Kind, Lesson, Program, Run, Variant};
use expected_order::Order;

use crate::attempts::{ALL, attempts};
use crate::build::Programs;
use crate::judge::{Judgement, judge};
use crate::python::Python;
use crate::run::{Spec, traced};

/// The course, its claims, and its programs, built.
pub struct Runner {
    /// The lessons that were named.
    pub course: Course,
    /// By file.
    orders: BTreeMap<PathBuf, Order>,
    programs: Programs,
    /// The Python that runs the twins, or why there is none.
    pub python: Result<Python, String>,
}

impl Runner {
    /// Reads all claims, then builds all programs of the named lessons; all lessons if none is named.
    ///
    /// # Errors
    /// If a name is unknown, claims cannot be read, or a lesson does not build.
    pub fn new(lessons: &[String]) -> Result<Self> {
        let mut course = Course::read()?;
        course.select(lessons)?;
        if course.lessons.is_empty() {
            bail!("there is no lesson yet; `cargo xtask new NAME` makes one");
        }
        let orders = read_orders(&course)?;
        let programs = Programs::build(&course)?;
        let python = Python::find(&course);
        Ok(Self { course, orders, programs, python })
    }

    /// The claims on a program.
    ///
    /// # Panics
    /// If the program does not exist.
    #[must_use]
    pub fn order(&self, program: &Program) -> &Order {
        &self.orders[&program.order_file()]
    }

    /// Why a program cannot be run here, although it exists.
    #[must_use]
    pub fn skips(&self, program: &Program) -> Option<String> {
        if program.variant() != Variant::Python || !program.lesson.has(Variant::Python) {
            return None;
        }
        match &self.python {
            Err(why) => Some(why.clone()),
            Ok(python) => python.lacks(&program.source()),
        }
    }

    /// Starts a program.
    ///
    /// # Errors
    /// If Cargo did not build it, or it needs a Python that was not found.
    pub fn command(&self, program: &Program) -> Result<Command> {
        let mut command = match (program.target(), &self.python) {
            (Some((_, target)), _) => Command::new(self.programs.path(&target)?),
            (None, Ok(python)) => python.command(&program.source()),
            (None, Err(why)) => bail!("{why}"),
        };
        self.programs.name_started(program.lesson, &mut command)?;
        Ok(command)
    }

    /// Runs a program once.
    ///
    /// # Errors
    /// As [`traced`].
    pub fn run(&self, program: &Program, second: Duration) -> Result<Run> {
        let file = program.order_file();
        let spec = Spec::new(self.command(program)?, self.order(program), second);
        traced(Spec { file: Some(&file), ..spec }, |_| {})
    }

    /// A run in which every claim holds, at the shortest lesson second at which it does.
    ///
    /// # Errors
    /// If there is none.
    pub fn good_run(&self, program: &Program) -> Result<Run> {
        let order = self.order(program);
        let holds = |run: &Run| judge(run, order) == Judgement::Holds;
        let first = program.lesson.first_second(order);
        let run = attempts(first, ALL, |second| self.run(program, second), |run, _| !holds(run))?;
        if !holds(&run) {
            let name = &program.lesson.name;
            bail!("{} does not hold; `cargo xtask verify {name}` says why", program.title());
        }
        Ok(run)
    }

    /// All programs that exist.
    pub fn programs(&self) -> impl Iterator<Item = Program<'_>> {
        self.course.lessons.iter().flat_map(Lesson::programs)
    }
}

fn read_orders(course: &Course) -> Result<BTreeMap<PathBuf, Order>> {
    let mut orders = BTreeMap::new();
    for program in course.lessons.iter().flat_map(Lesson::programs) {
        let file = program.order_file();
        if !orders.contains_key(&file) {
            orders.insert(file.clone(), course::read_order(&file)?);
        }
        if let Kind::Mistake(mistake) = program.kind {
            mistake.check_row_exists(&orders[&file], program.lesson)?;
        }
    }
    Ok(orders)
}
