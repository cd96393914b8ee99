//! Which Python runs the twins, and `cargo xtask python-setup`, which installs their packages.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use course::Course;

/// The oldest version that has all that the twins use: `TaskGroup` and `asyncio.timeout`.
const OLDEST: (u32, u32) = (3, 11);

/// A Python that can run the twins.
#[derive(Clone, Debug)]
pub struct Python {
    program: PathBuf,
    version: String,
    /// The folder of the twins' harness.
    library: PathBuf,
    /// The packages that twins may need and that are not installed.
    missing: BTreeSet<String>,
}

impl Python {
    /// Finds a Python: that of `python-setup`, or else the machine's.
    ///
    /// # Errors
    /// Says what to install.
    pub fn find(course: &Course) -> Result<Self, String> {
        let library = course.root.join("shared/python");
        let own = environment(course).join(if cfg!(windows) {
            "Scripts/python.exe"
        } else {
            "bin/python"
        });
        let names: [&str; 2] = if cfg!(windows) { ["python", "py"] } else { ["python3", "python"] };
        let mut seen = Vec::new();
        for name in [own.as_path()].into_iter().chain(names.map(Path::new)) {
            match Self::at(name, &library) {
                Some(Ok(python)) => return Ok(python),
                Some(Err(old)) => seen.push(old),
                None => {}
            }
        }
        let seen = if seen.is_empty() { "no Python was found".into() } else { seen.join(", ") };
        let (major, minor) = OLDEST;
        Err(format!("the twins need CPython {major}.{minor} or newer; {seen}"))
    }

    /// The Python with this path or command name.
    ///
    /// # Errors
    /// If it is not a Python, or is too old.
    pub fn named(course: &Course, name: &Path) -> Result<Self, String> {
        match Self::at(name, &course.root.join("shared/python")) {
            Some(python) => python.map_err(|old| {
                let (major, minor) = OLDEST;
                format!("{old}, not CPython {major}.{minor} or newer")
            }),
            None => Err(format!("{} is not a Python that can be started", name.display())),
        }
    }

    /// Examines a Python, if it can be started. An error says that it is too old.
    fn at(name: &Path, library: &Path) -> Option<Result<Self, String>> {
        let (program, version, missing) = ask(name, library)?;
        let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
        if (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < OLDEST {
            return Some(Err(format!("{} is {version}", name.display())));
        }
        Some(Ok(Self { program, version, library: library.into(), missing }))
    }

    /// Its version, such as 3.11.2.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Its path.
    #[must_use]
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// The version of a package, if it is installed.
    #[must_use]
    pub fn package(&self, name: &str) -> Option<String> {
        const CODE: &str = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))";
        let output = self.interpreter().args(["-c", CODE, name]).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Runs it.
    #[must_use]
    pub fn interpreter(&self) -> Command {
        Command::new(&self.program)
    }

    /// Runs a file that can import the twins' harness.
    #[must_use]
    pub fn command(&self, file: &Path) -> Command {
        let mut command = self.interpreter();
        command.arg(file).env("PYTHONPATH", &self.library);
        // Python must not write into the checkout, which may be read-only.
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    /// Why a twin cannot run: a package that it imports is not installed.
    #[must_use]
    pub fn lacks(&self, twin: &Path) -> Option<String> {
        let text = fs::read_to_string(twin).ok()?;
        let package = self.missing.iter().find(|package| imports(&text, package))?;
        Some(format!("needs the Python package {package}; `cargo xtask python-setup` installs it"))
    }
}

/// Whether a program imports that package or a module of it.
fn imports(program: &str, package: &str) -> bool {
    let mut lines = program.lines().map(|line| line.split([' ', '.']).collect::<Vec<_>>());
    lines.any(|words| matches!(words[..], ["import" | "from", name, ..] if name == package))
}

/// The interpreter itself, its version, and which of the twins' packages it lacks. A command
/// may be a script that looks for an interpreter first, which would slow down every twin.
fn ask(name: &Path, library: &Path) -> Option<(PathBuf, String, BTreeSet<String>)> {
    const CODE: &str = "\
import sys, platform, importlib.util
print(sys.executable)
print(platform.python_version())
for name in sys.argv[1:]:
    if importlib.util.find_spec(name) is None:
        print(name)
";
    let output = Command::new(name).args(["-c", CODE]).args(packages(library)).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut lines = text.lines().map(str::trim_end);
    let (program, version) = (lines.next()?, lines.next()?);
    Some((program.into(), version.into(), lines.map(str::to_owned).collect()))
}

/// The packages in `requirements.in`, each of which is imported by its own name.
fn packages(library: &Path) -> Vec<String> {
    let text = fs::read_to_string(library.join("requirements.in")).unwrap_or_default();
    text.lines().filter_map(|line| Some(line.split_once("==")?.0.trim().to_owned())).collect()
}

/// Where `python-setup` makes its virtual environment.
fn environment(course: &Course) -> PathBuf {
    course.target.join("python")
}

/// Makes a virtual environment with the twins' packages, unless it exists and is up to date.
///
/// # Errors
/// If Python or pip cannot do it.
pub fn setup() -> Result<()> {
    let course = Course::read()?;
    let (folder, library) = (environment(&course), course.root.join("shared/python"));
    let wanted = library.join("requirements.txt");
    let requirements = fs::read_to_string(&wanted)
        .with_context(|| format!("failed to read {}", wanted.display()))?;
    let installed = folder.join("requirements.txt");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == requirements) {
        return Ok(());
    }
    let python = Python::find(&course).map_err(anyhow::Error::msg)?;
    let make = Command::new(&python.program).args(["-m", "venv", "--clear"]).arg(&folder).status();
    if !make.context("failed to start Python")?.success() {
        bail!("Python could not make {}; on Debian, install python3-venv", folder.display());
    }
    // Found again: now it is the one in the environment.
    let python = Python::find(&course).map_err(anyhow::Error::msg)?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    let hashed = ["--require-hashes", "--requirement"];
    let install = Command::new(&python.program).args(pip).args(hashed).arg(&wanted).status();
    if !install.context("failed to start pip")?.success() {
        bail!("pip could not install the packages of {}", wanted.display());
    }
    fs::write(&installed, requirements)
        .with_context(|| format!("failed to write {}", installed.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_python_that_is_named_and_cannot_be_started_is_an_error() {
        let course = Course::read().expect("the workspace can be read");
        let why = Python::named(&course, Path::new("no/such/python")).expect_err("it is not there");
        assert_eq!(why, "no/such/python is not a Python that can be started");
    }

    fn library() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../python")
    }

    #[test]
    fn only_what_twins_import_is_asked_for() {
        let twins = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lessons");
        let twins = fs::read_dir(twins).expect("there are lessons").flatten();
        let twins: Vec<String> = twins
            .filter_map(|lesson| fs::read_to_string(lesson.path().join("twin.py")).ok())
            .collect();
        let packages = packages(&library());
        assert!(packages.contains(&"aiohttp".to_owned()), "{packages:?}");
        for package in &packages {
            assert!(twins.iter().any(|twin| imports(twin, package)), "no twin imports {package}");
        }
    }

    #[test]
    fn each_package_is_installed_at_its_version_and_by_its_hash() {
        let read = |name| fs::read_to_string(library().join(name)).expect("it is there");
        let (wanted, installed) = (read("requirements.in"), read("requirements.txt"));
        for pin in wanted.lines().filter(|line| !line.starts_with('#')) {
            let pinned = format!("{pin} \\");
            assert!(installed.lines().any(|line| line == pinned), "requirements.txt has no {pin}");
        }
        let lines: Vec<&str> = installed.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair[0].contains("==")) {
            assert!(pair[1].starts_with("    --hash=sha256:"), "{} has no hash", pair[0]);
        }
    }
}
