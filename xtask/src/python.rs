//! Which Python runs the twins.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest version that has all that the twins use: `TaskGroup` and `asyncio.timeout`.
const OLDEST: (u32, u32) = (3, 11);

/// A Python that can run the twins.
#[derive(Clone, Debug)]
pub(crate) struct Python {
    program: PathBuf,
    /// Where the twins' harness lies.
    library: PathBuf,
}

impl Python {
    /// Looks for one; the error says what to install.
    pub(crate) fn find(root: &Path) -> Result<Self, String> {
        let names: &[&str] = if cfg!(windows) { &["python", "py"] } else { &["python3", "python"] };
        let mut seen = Vec::new();
        for name in names {
            let Some((program, version)) = ask(name) else { continue };
            let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
            if (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= OLDEST {
                return Ok(Self { program, library: root.join("shared/python") });
            }
            seen.push(format!("{name} is {version}"));
        }
        let (major, minor) = OLDEST;
        let seen = if seen.is_empty() { "no Python was found".into() } else { seen.join(", ") };
        Err(format!("the twins need CPython {major}.{minor} or newer; {seen}"))
    }

    /// Runs a file with the twins' harness at hand.
    pub(crate) fn command(&self, file: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(file).env("PYTHONPATH", &self.library);
        // Nothing is written into the checkout, which may be read-only.
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }
}

/// The interpreter itself and its version. A name on the path may be a script that looks for one
/// first, which would cost every twin.
fn ask(name: &str) -> Option<(PathBuf, String)> {
    let code = "import sys, platform; print(sys.executable); print(platform.python_version())";
    let output = Command::new(name).args(["-c", code]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (program, version) = text.trim_end().split_once('\n')?;
    Some((program.trim_end().into(), version.trim().into()))
}
