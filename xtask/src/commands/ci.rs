//! `cargo xtask ci`: every check that a change must pass, in order, with its time.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Instant, SystemTime};

use anyhow::{Context, Result, bail};
use course::{Course, Lesson, shown};
use runner::build::cargo;

/// Runs the command.
pub(crate) fn ci() -> Result<()> {
    let course = Course::read()?;
    let mut times = Vec::new();
    let mut gate = |name: &str, command: &mut Command| -> Result<()> {
        eprintln!("\n==> {name}");
        let start = Instant::now();
        let status = command.current_dir(&course.root).status().context("failed to start cargo")?;
        times.push((name.to_owned(), start.elapsed()));
        if !status.success() {
            bail!("{name} failed");
        }
        Ok(())
    };
    let this = env::current_exe().context("failed to find this program")?;
    gate("set up Python", Command::new(&this).arg("python-setup"))?;
    gate("format", cargo().args(["fmt", "--all", "--check"]))?;
    // They belong to no package, so `cargo fmt` does not see them.
    let refused = course.lessons.iter().flat_map(Lesson::refused_programs);
    let refused: Vec<_> = refused.map(|program| program.source()).collect();
    if !refused.is_empty() {
        let mut rustfmt = Command::new("rustfmt");
        gate(
            "format of refused programs",
            rustfmt.args(["--check", "--edition", "2024"]).args(refused),
        )?;
    }
    gate(
        "clippy",
        cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    )?;
    gate("test", cargo().args(["test", "--workspace", "--exclude", "xtask"]))?;
    // On its own: together with the others, Cargo would build this program again, with the features that
    // they ask for, and Windows does not let it overwrite a running program.
    let before = written(&this)?;
    gate("test xtask", cargo().args(["test", "--package", "xtask"]))?;
    if written(&this)? != before {
        bail!(
            "`cargo test --package xtask` built {} again while it ran, which Windows refuses; find the \
             dependency that differs: cargo tree -e features -p xtask, with and without -e no-dev",
            shown(&this),
        );
    }
    gate(
        "doc",
        cargo().args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    // Built together, a lesson gets features that only another lesson asks for. Built alone, it does not.
    for lesson in &course.lessons {
        let name = format!("build {} alone", lesson.name);
        gate(&name, cargo().args(["build", "--quiet", "--package", &lesson.name]))?;
    }
    if has_cargo_deny() {
        gate(
            "licences and sources",
            cargo().args(["deny", "check", "bans", "licenses", "sources"]),
        )?;
    } else {
        eprintln!("\n==> licences and sources: skipped, because cargo-deny is not installed");
    }
    gate("attack", Command::new(&this).arg("attack"))?;
    gate("luck", Command::new(&this).args(["luck", "--runs", "25"]))?;
    gate("verify", Command::new(&this).args(["verify", "--strict"]))?;
    gate("quotes", Command::new(&this).arg("quotes"))?;
    gate("book", Command::new(&this).arg("book"))?;
    eprintln!();
    for (name, time) in &times {
        eprintln!("{:6.1} s  {name}", time.as_secs_f64());
    }
    println!("{} passed, 0 failed", times.len());
    Ok(())
}

/// When a file was written.
fn written(file: &Path) -> Result<SystemTime> {
    let metadata = fs::metadata(file);
    let time = metadata.and_then(|metadata| metadata.modified());
    time.with_context(|| format!("failed to read when {} was built", shown(file)))
}

fn has_cargo_deny() -> bool {
    cargo().args(["deny", "--version"]).output().is_ok_and(|output| output.status.success())
}
