//! `cargo xtask new`: a lesson's folder that verifies at once.

use std::fs;

use anyhow::{Context, Result, bail};
use course::{Course, read_text, shown};
use runner::workspace::put;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Name of the lesson: lowercase letters, digits and dashes
    name: String,
    /// The part of the course that it belongs to [default: the last one]
    #[arg(long)]
    part: Option<usize>,
    /// A lesson that it builds on, by name; can be given more than once
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
    check_free(&course, name)?;
    let parts = course.parts.len();
    let part = options.part.unwrap_or(parts);
    if !(1..=parts).contains(&part) {
        bail!("there is no part {part}; the course has parts 1 to {parts}");
    }
    let after = options.after.iter().map(|name| Ok(format!("\"{}\"", course.find(name)?.name)));
    let after = after.collect::<Result<Vec<_>>>()?.join(", ");
    let lessons = course.root.join("lessons");
    let folder = lessons.join(name);
    // Written elsewhere and then renamed, so that a full disk does not leave half a lesson behind.
    fs::create_dir_all(&course.target)?;
    let beside = tempfile::tempdir_in(&course.target)?;
    let written = beside.path().join(name);
    for (path, text) in FILES {
        let text = text.replace("NAME", name).replace("PART", &part.to_string());
        put(&written.join(path.replace("NAME", name)), &text.replace("AFTER", &after))?;
    }
    fs::rename(&written, &folder).with_context(|| format!("failed to make {}", shown(&folder)))?;
    // Only Cargo knows whether the workspace can be loaded with the new lesson.
    if let Err(error) = Course::read() {
        fs::remove_dir_all(&folder)?;
        return Err(error.context(format!(
            "no lesson was made: the workspace cannot be loaded with {name} in it"
        )));
    }
    println!("{} is there; next: cargo xtask verify {name}", shown(&folder));
    Ok(())
}

fn check_name(name: &str) -> Result<()> {
    const LONGEST: usize = 64;
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    if !plain || !starts || name.ends_with('-') {
        bail!(
            "`{name}` cannot name a lesson; write lowercase letters, digits and dashes, as in two-queues"
        );
    }
    if name.len() > LONGEST {
        bail!("`{name}` has {} letters; a lesson's name has at most {LONGEST}", name.len());
    }
    if RESERVED.contains(&name) {
        bail!("`{name}` means something else to Rust, Cargo or Windows; choose another name");
    }
    Ok(())
}

/// Refuses a name that the workspace already has: Cargo cannot distinguish two packages with one name.
fn check_free(course: &Course, name: &str) -> Result<()> {
    if course.lessons.iter().any(|lesson| lesson.name == *name) {
        bail!("there is a lesson called {name} already");
    }
    let lock = read_text(&course.root.join("Cargo.lock"))?;
    if lock.lines().any(|line| line.strip_prefix("name = ") == Some(&format!("\"{name}\""))) {
        bail!(
            "the workspace has a package called {name} already, or depends on one; choose another name"
        );
    }
    let folder = course.root.join("lessons").join(name);
    if folder.exists() {
        bail!("{} is there already, and is not a lesson", shown(&folder));
    }
    Ok(())
}

/// Keywords, crates of the standard library, folders of Cargo's target folder, and names of devices.
const RESERVED: [&str; 71] = [
    "abstract",
    "alloc",
    "as",
    "async",
    "aux",
    "await",
    "become",
    "box",
    "break",
    "build",
    "com1",
    "con",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "lpt1",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "nul",
    "override",
    "priv",
    "prn",
    "proc-macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "union",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
    "lessons",
    "my",
    "target",
    "name",
];
