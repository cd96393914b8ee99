//! `cargo xtask new`: a lesson's folder that verifies at once.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use course::{Course, shown};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// What the lesson is called: small letters, digits and dashes
    name: String,
    /// The part of the course that it belongs to [default: the last one]
    #[arg(long)]
    part: Option<usize>,
    /// A lesson that it builds on, by name; may be given more than once
    #[arg(long, value_name = "LESSON")]
    after: Vec<String>,
}

/// The files of a new lesson; `NAME` in path and text becomes its name, `PART` and `AFTER` its place.
const FILES: [(&str, &str); 8] = [
    ("Cargo.toml", include_str!("../../template/Cargo.toml.txt")),
    ("README.md", include_str!("../../template/README.md")),
    ("expected.order", include_str!("../../template/expected.order")),
    ("src/main.rs", include_str!("../../template/main.rs")),
    ("examples/NAME-smol.rs", include_str!("../../template/smol.rs")),
    ("examples/NAME-async-std.rs", include_str!("../../template/async-std.rs")),
    ("examples/NAME-mistake-in-turn.rs", include_str!("../../template/mistake.rs")),
    ("twin.py", include_str!("../../template/twin.py")),
];

/// Runs the command.
pub(crate) fn new(options: &Options) -> Result<()> {
    let course = Course::read()?;
    let name = &options.name;
    check_name(name)?;
    if course.lessons.iter().any(|lesson| lesson.name == *name) {
        bail!("there is a lesson called {name} already");
    }
    let parts = course.parts.len();
    let part = options.part.unwrap_or(parts);
    if !(1..=parts).contains(&part) {
        bail!("there is no part {part}; the course has parts 1 to {parts}");
    }
    let after = options.after.iter().map(|name| Ok(format!("\"{}\"", course.find(name)?.name)));
    let after = after.collect::<Result<Vec<_>>>()?.join(", ");
    let folder = course.root.join("lessons").join(name);
    for (path, text) in FILES {
        let text = text.replace("NAME", name).replace("PART", &part.to_string());
        write(&folder.join(path.replace("NAME", name)), &text.replace("AFTER", &after))?;
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
