//! One build for all programs, and the paths of the programs.

use std::collections::HashMap;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use cargo_metadata::Message;

use course::exit::{Exit, fail};
use course::{Course, Lesson, Program};

use crate::process::{self, Echo};
use crate::python::Python;

/// The built programs, by the name of their target.
pub struct Programs(HashMap<String, PathBuf>);

impl Programs {
    /// Builds every program of the course's lessons.
    ///
    /// # Errors
    /// If a lesson does not build, or two lessons build the same file.
    pub fn build(course: &Course) -> Result<Self> {
        let mut command = cargo();
        command.current_dir(&course.root).args(["build", "--quiet", "--bins", "--examples"]);
        command.arg("--message-format=json-render-diagnostics");
        command.arg("--target-dir").arg(&course.target);
        for lesson in &course.lessons {
            command.args(["--package", &lesson.name]);
            for program in &lesson.about.starts {
                command.args(["--package", program]);
            }
        }
        let mut child = command.stdout(Stdio::piped()).spawn().context("failed to start cargo")?;
        let stdout = child.stdout.take().context("cargo's output is piped")?;
        let mut programs = HashMap::new();
        let mut owners: HashMap<PathBuf, String> = HashMap::new();
        for message in Message::parse_stream(BufReader::new(stdout)) {
            let Message::CompilerArtifact(artifact) =
                message.context("failed to read cargo's messages")?
            else {
                continue;
            };
            let Some(path) = artifact.executable else { continue };
            let (path, name) = (path.into_std_path_buf(), artifact.target.name);
            // Cargo puts the examples of all packages into one folder.
            if let Some(other) = owners.insert(path.clone(), artifact.package_id.repr.clone())
                && other != artifact.package_id.repr
            {
                bail!(
                    "{} is built by two lessons: {other} and {}; rename one",
                    path.display(),
                    artifact.package_id
                );
            }
            programs.insert(name, path);
        }
        let status = child.wait().context("failed to wait for cargo")?;
        if !status.success() {
            return Err(fail(Exit::BuildFailed, "the lessons do not build"));
        }
        Ok(Self(programs))
    }

    /// Puts the paths of the programs that a lesson starts into the environment of a command.
    ///
    /// # Errors
    /// If Cargo built no such program.
    pub fn name_started(&self, lesson: &Lesson, command: &mut Command) -> Result<()> {
        for program in &lesson.about.starts {
            command.env(variable(program), self.path(program)?);
        }
        Ok(())
    }

    /// Where a target's program is.
    ///
    /// # Errors
    /// If Cargo built no such program.
    pub fn path(&self, target: &str) -> Result<&PathBuf> {
        self.0.get(target).with_context(|| format!("cargo built no program {target}"))
    }
}

/// The result of building one program.
pub enum Built {
    /// What starts it.
    Program(Command),
    /// What the compiler says.
    Fails(String),
    /// It was stopped.
    Stopped,
}

/// Builds one program of the course and the programs that it starts, and nothing else. Cargo's messages go
/// to `told`.
///
/// # Errors
/// If Cargo cannot be started, or a twin has no Python or lacks a package.
pub fn prepare(
    course: &Course,
    program: &Program,
    mut told: Echo,
    stop: &AtomicBool,
) -> Result<Built> {
    let Course { root, target, .. } = course;
    let mut command = match program.target() {
        Some((kind, name)) => {
            let package = &program.lesson.name;
            match build_one(root, target, package, [kind, &name], told.take(), stop)? {
                Built::Program(command) => command,
                other => return Ok(other),
            }
        }
        None => twin(course, program)?,
    };
    for start in &program.lesson.about.starts {
        match build_one(root, target, start, ["--bin", start], told.take(), stop)? {
            Built::Program(started) => command.env(variable(start), started.get_program()),
            other => return Ok(other),
        };
    }
    Ok(Built::Program(command))
}

fn twin(course: &Course, program: &Program) -> Result<Command> {
    let python = Python::find(course).map_err(anyhow::Error::msg)?;
    let source = program.source();
    match python.lacks(&source) {
        Some(why) => bail!("the twin of {} {why}", program.lesson.name),
        None => Ok(python.command(&source)),
    }
}

/// The variable of the environment that holds the path of a program which a lesson starts.
fn variable(program: &str) -> String {
    format!("LESSON_{}", program.to_uppercase().replace('-', "_"))
}

/// Builds one program: the binary of that name of the package in `folder`'s workspace, or else the
/// example. Cargo's messages go to `told`, line by line, and not to the terminal.
///
/// # Errors
/// If Cargo cannot be started, or builds no such program.
pub fn build_one(
    folder: &Path,
    target: &Path,
    package: &str,
    [kind, name]: [&str; 2],
    told: Echo,
    stop: &AtomicBool,
) -> Result<Built> {
    let mut command = cargo();
    command.current_dir(folder).args(["build", "--package", package, kind, name]);
    command.args(["--message-format=json-render-diagnostics", "--color=never", "--target-dir"]);
    command.arg(target);
    let ended = process::run(command, Duration::MAX, [None, told], stop)?;
    let Some(status) = ended.status else { return Ok(Built::Stopped) };
    if !status.success() {
        let errors = [ended.stderr.head, ended.stderr.tail].concat();
        return Ok(Built::Fails(String::from_utf8_lossy(&errors).into_owned()));
    }
    for message in Message::parse_stream(BufReader::new(&*ended.stdout.head)) {
        if let Message::CompilerArtifact(artifact) = message?
            && artifact.target.name == name
            && let Some(path) = artifact.executable
        {
            return Ok(Built::Program(Command::new(path.into_std_path_buf())));
        }
    }
    bail!("cargo built no program {name}")
}

/// The version of the compiler, without its name.
///
/// # Errors
/// If rustc cannot be started.
pub fn rustc_version() -> Result<String> {
    let rustc = Command::new("rustc").arg("--version").output().context("failed to start rustc")?;
    let version = String::from_utf8_lossy(&rustc.stdout);
    Ok(version.trim().trim_start_matches("rustc ").to_owned())
}

/// The cargo that runs this program.
#[must_use]
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
