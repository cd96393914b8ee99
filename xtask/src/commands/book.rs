//! `cargo xtask book`: verifies the course, and renders it as a web book from what ran.
//!
//! The package `book` renders it, as a separate program: mdBook is larger than all of xtask, so only
//! people who ask for a book compile it.

use std::collections::BTreeSet;
use std::env::consts;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;
use course::exit::{Exit, fail};
use course::results::Status;
use course::{Course, read_text, shown};
use in_order::report::Style;
use runner::build::{cargo, rustc_version};
use runner::process;
use runner::python::Python;
use runner::{Runner, default_jobs};

use crate::present::{Format, Verified};
use crate::progress::progress;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Open the book in a browser
    #[arg(long)]
    open: bool,
    /// Where to put the book [default: target/book]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn book(options: &Options) -> Result<()> {
    let runner = Runner::new(&[])?;
    let out = options.out.clone().unwrap_or_else(|| runner.course.target.join("book"));
    // Checked before anything runs: the book replaces what is there.
    ensure_replaceable(&out)?;
    process::take_ctrl_c()?;
    let bar = progress(runner.programs().count(), "programs");
    let mut results = runner::verify(&runner, None, default_jobs(), || bar.inc(1));
    bar.finish_and_clear();
    if results.interrupted {
        return Err(fail(Exit::Interrupted, "interrupted"));
    }
    let verified = Verified { runner: &runner, results: &results };
    if results.outcomes().any(|outcome| outcome.status == Status::Failed) {
        let text = (Format::TEXT.write)(&verified, Style::of_stdout());
        io::stdout().write_all(text.as_bytes())?;
        bail!("no book was made, because some claims do not hold");
    }
    results.versions = versions(&runner.course, runner.python.as_ref().ok())?;
    let data = runner.course.target.join("book.json");
    let file = File::create(&data).with_context(|| format!("failed to write {}", shown(&data)))?;
    serde_json::to_writer(BufWriter::new(file), &results)?;
    if !book_program(&runner.course, &data, &out)? {
        bail!("no new book was made");
    }
    let index = out.join("index.html");
    println!("{}", shown(&index));
    if options.open && !book_program(&runner.course, Path::new("--open"), &index)? {
        bail!("no browser could open the book");
    }
    Ok(())
}

/// Builds and runs the package `book`, which prints what is wrong. Returns whether it succeeded.
fn book_program(course: &Course, first: &Path, place: &Path) -> Result<bool> {
    let mut command = cargo();
    command.current_dir(&course.root).args(["run", "--quiet", "--package", "book", "--"]);
    // The program runs in the course's folder, where a relative `--out` would mean another place.
    command.arg(first).arg(std::path::absolute(place)?);
    Ok(command.status().context("failed to start cargo")?.success())
}

/// Refuses a folder that holds other files. A book lists its own files, and a new book removes only those.
fn ensure_replaceable(out: &Path) -> Result<()> {
    let is_empty = || fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_none());
    if !out.exists() || out.join(".book-files").is_file() || out.is_dir() && is_empty() {
        return Ok(());
    }
    let out = shown(out);
    bail!("--out {out}: it holds files that no book wrote; remove it, or name another folder");
}

/// What the programs ran with: the toolchain, the machine, and the packages that lessons name.
fn versions(course: &Course, python: Option<&Python>) -> Result<Vec<(String, String)>> {
    let mut versions = vec![
        ("machine".into(), format!("{} on {}", consts::OS, consts::ARCH)),
        ("Rust".into(), rustc_version()?),
        ("CPython".into(), python.map_or("not found", Python::version).into()),
    ];
    let metadata = MetadataCommand::new().exec().context("failed to read the workspace")?;
    let is_lesson = |name: &str| course.lessons.iter().any(|lesson| lesson.name == name);
    let (lessons, others): (Vec<_>, Vec<_>) =
        metadata.packages.iter().partition(|package| is_lesson(&package.name));
    let named: BTreeSet<&str> =
        lessons.iter().flat_map(|lesson| &lesson.dependencies).map(|named| &*named.name).collect();
    for package in others.iter().filter(|package| package.source.is_some()) {
        if named.contains(package.name.as_str()) {
            versions.push((format!("{} (crate)", package.name), package.version.to_string()));
        }
    }
    let pinned = read_text(&course.root.join("shared/python/requirements.in"))?;
    for (name, version) in pinned.lines().filter_map(|line| line.split_once("==")) {
        versions.push((format!("{name} (Python)"), version.trim().into()));
    }
    Ok(versions)
}
