//! What the book is made of: the course, and the results of its programs.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use course::results::Results;
use course::{Course, Lesson, Program, Run, Variant, relative};
use expected_order::Order;

/// The course, and the results of its programs. Paths of pages and files are relative to the course's
/// root, with forward slashes.
pub(crate) struct Edition {
    pub(crate) course: Course,
    pub(crate) results: Results,
}

impl Edition {
    /// Reads the course of the current workspace, and the results that `cargo xtask book` wrote.
    pub(crate) fn read(results: &Path) -> Result<Self> {
        let text =
            fs::read(results).with_context(|| format!("failed to read {}", results.display()))?;
        let results = serde_json::from_slice(&text)
            .with_context(|| format!("{}: not results of this version", results.display()))?;
        Ok(Self { course: Course::read()?, results })
    }

    /// A path relative to the root.
    pub(crate) fn file(&self, path: &Path) -> String {
        relative(path, &self.course.root)
    }

    /// A file of a lesson, relative to the lesson's folder.
    pub(crate) fn file_in<'f>(&self, lesson: &Lesson, file: &'f str) -> &'f str {
        let folder = self.file(&lesson.folder);
        file.strip_prefix(&folder).unwrap_or(file).trim_start_matches('/')
    }

    /// A lesson's page.
    pub(crate) fn page(&self, lesson: &Lesson) -> String {
        format!("{}/README.md", self.file(&lesson.folder))
    }

    /// The text of a file. Its lines end with `\n`.
    pub(crate) fn text(&self, file: &str) -> Result<String> {
        course::read_text(&self.course.root.join(file))
    }

    /// The last run of a program. None if it did not run, because Python or a package is missing.
    pub(crate) fn run(&self, program: &Program) -> Option<&Run> {
        self.results.outcome(program)?.run.as_ref()
    }
}

/// The claims on a program.
pub(crate) fn order(program: &Program) -> Result<Order> {
    course::read_order(&program.order_file())
}

/// A variant as a person names it.
pub(crate) fn label(variant: Variant) -> &'static str {
    match variant {
        Variant::Tokio => "Tokio",
        Variant::Python => "asyncio",
        other => other.name(),
    }
}

/// The name of the file of a program's claims, without its folder.
pub(crate) fn order_name(program: &Program) -> String {
    program.order_file().file_name().unwrap_or_default().to_string_lossy().into_owned()
}
