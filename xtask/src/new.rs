//! `cargo xtask new`: a lesson's folder that verifies at once.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::course::{Course, shown};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// What the lesson is called: small letters, digits and dashes
    name: String,
    /// The number of its folder [default: the next one]
    #[arg(long)]
    number: Option<u32>,
}

/// The files of a new lesson; `NAME` in path and text becomes its name.
const FILES: [(&str, &str); 8] = [
    ("Cargo.toml", include_str!("../template/Cargo.toml.txt")),
    ("README.md", include_str!("../template/README.md")),
    ("expected.order", include_str!("../template/expected.order")),
    ("src/main.rs", include_str!("../template/main.rs")),
    ("examples/NAME-smol.rs", include_str!("../template/smol.rs")),
    ("examples/NAME-async-std.rs", include_str!("../template/async-std.rs")),
    ("examples/NAME-mistake-in-turn.rs", include_str!("../template/mistake.rs")),
    ("twin.py", include_str!("../template/twin.py")),
];

/// Runs the command.
pub(crate) fn new(options: &Options) -> Result<()> {
    let course = Course::read()?;
    let name = &options.name;
    check_name(name)?;
    if course.lessons.iter().any(|lesson| lesson.name == *name) {
        bail!("there is a lesson called {name} already");
    }
    let numbers = || course.lessons.iter().filter_map(|lesson| lesson.number.parse::<u32>().ok());
    let number = options.number.unwrap_or_else(|| numbers().max().unwrap_or(0) + 1);
    if numbers().any(|taken| taken == number) {
        bail!("there is a lesson with number {number:02} already");
    }
    let folder = course.root.join("lessons").join(format!("{number:02}-{name}"));
    for (path, text) in FILES {
        write(&folder.join(path.replace("NAME", name)), &text.replace("NAME", name))?;
    }
    println!("{} is there; next: cargo xtask verify {name}", shown(&folder));
    Ok(())
}

fn check_name(name: &str) -> Result<()> {
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    if !plain || !starts || name.ends_with('-') {
        bail!(
            "`{name}` is no name for a lesson; write small letters, digits and dashes, as in two-queues"
        );
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().context("a file lies in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("failed to make {}", folder.display()))?;
    fs::write(path, text).with_context(|| format!("failed to write {}", path.display()))
}
