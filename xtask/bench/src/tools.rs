//! What the sides need to run: the course, CPython, this program and those that it starts.

use std::env::{self, consts};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};
use course::Course;
use course::exit::{Exit, fail};
use runner::build::cargo;
use runner::python::Python;

use crate::measure::{self, Finished, Output};

/// What the sides need to run.
pub(crate) struct Tools {
    pub(crate) course: Course,
    /// The Python for the sides in Python, or why there is none.
    pub(crate) python: Result<Python, String>,
    this: PathBuf,
}

impl Tools {
    /// Finds all of it. `python` is an interpreter to use instead of that of the twins.
    pub(crate) fn find(python: Option<&Path>) -> Result<Self> {
        let course = Course::read()?;
        let python = match python {
            None => Python::find(&course),
            Some(name) => {
                let named = Python::named(&course, name);
                Ok(named.map_err(|why| fail(Exit::Unusable, format!("--python: {why}")))?)
            }
        };
        let this = env::current_exe().context("failed to find this program")?;
        Ok(Self { course, python, this })
    }

    /// Starts this program.
    pub(crate) fn this(&self) -> Command {
        Command::new(&self.this)
    }

    /// The same command, run by `bench measured`, which prints what it used.
    pub(crate) fn measured(&self, command: &Command, options: &[&str]) -> Command {
        measure::measured(&self.this, command, options)
    }

    /// Runs a command to its end, measured, and keeps what it printed.
    pub(crate) fn measure(&self, command: &Command) -> Result<Finished> {
        measure::run(&mut self.measured(command, &[]), Output::Keep)
    }

    /// Starts a program of the benchmark, which must be built already.
    pub(crate) fn program(&self, name: &str) -> Command {
        Command::new(self.built("release", name))
    }

    /// Starts `python/sides.py`.
    pub(crate) fn sides_py(&self) -> Result<Command> {
        let python = self.python.as_ref().map_err(|why| anyhow!("{why}"))?;
        Ok(python.command(&self.course.root.join("xtask/bench/python/sides.py")))
    }

    /// The command `cargo xtask`, as learners build it.
    pub(crate) fn xtask(&self) -> PathBuf {
        self.built("debug", "xtask")
    }

    pub(crate) fn build_xtask(&self) -> Result<()> {
        self.build(&["--package", "xtask"])
    }

    /// Builds a program of the benchmark. Each is built alone: Cargo compiles the dependencies of packages
    /// that are built together with the features that any of them needs, so `say` would not find those of
    /// this program, and all of them would be compiled again.
    pub(crate) fn build_program(&self, package: &str, name: &str) -> Result<()> {
        self.build(&["--release", "--package", package, "--bin", name])
    }

    fn build(&self, what: &[&str]) -> Result<()> {
        let mut command = cargo();
        command.current_dir(&self.course.root).arg("build").args(what);
        command.arg("--target-dir").arg(&self.course.target);
        if command.status().context("failed to start cargo")?.success() {
            return Ok(());
        }
        let what = what.join(" ");
        Err(fail(Exit::BuildFailed, format!("the benchmark needs it: cargo build {what} fails")))
    }

    fn built(&self, profile: &str, name: &str) -> PathBuf {
        let folder: &Path = &self.course.target;
        folder.join(profile).join(format!("{name}{}", consts::EXE_SUFFIX))
    }
}
