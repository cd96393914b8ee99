//! `cargo xtask list`: the lessons and their questions.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anyhow::Result;
use course::Course;

/// Runs the command.
pub(crate) fn list() -> Result<()> {
    let course = Course::read()?;
    let width = course.lessons.iter().map(|lesson| lesson.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    let mut part = 0;
    for lesson in &course.lessons {
        if lesson.about.part != part {
            part = lesson.about.part;
            let _ = writeln!(out, "Part {part}: {}", course.parts[part - 1]);
        }
        let _ = writeln!(out, "  {} {:width$}  {}", lesson.number, lesson.name, lesson.question);
    }
    Ok(io::stdout().write_all(out.as_bytes())?)
}
