//! A clean clone of the last commit, for the rows on the first run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use runner::build::cargo;
use tempfile::TempDir;

use crate::measure::Sample;
use crate::tools::Tools;

/// A clean clone. It is removed when this is dropped.
pub(crate) struct Checkout {
    folder: TempDir,
}

impl Checkout {
    pub(crate) fn new(tools: &Tools) -> Result<Self> {
        let folder = tempfile::tempdir().context("failed to make a folder for a clone")?;
        let mut git = Command::new("git");
        git.args(["clone", "--quiet"]).arg(&tools.course.root).arg(folder.path().join("course"));
        ensure!(git.status().context("failed to start git")?.success(), "git could not clone");
        Ok(Self { folder })
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
    pub(crate) fn run(&self, tools: &Tools, package: &str) -> Result<Sample> {
        let mut command = cargo();
        command.current_dir(self.root()).args(["run", "--offline", "--package", package]);
        command.env("CARGO_TARGET_DIR", self.root().join("target")).env("LESSON_SECOND", "25ms");
        let run = tools.measure(&command);
        let run = run.with_context(|| format!("cargo run --package {package} in a clean clone"))?;
        ensure!(!run.stdout.is_empty(), "{package} printed nothing");
        run.sample(run.took.as_secs_f64())
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("course")
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("failed to write {}", path.display()))
}
