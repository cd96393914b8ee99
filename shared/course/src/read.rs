//! The whole course, read from Cargo's metadata.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;
use serde::Deserialize;

use crate::exit::{Exit, fail};
use crate::files::shown;
use crate::lesson::Lesson;

/// All lessons, in the order in which a learner takes them: by part, then `after`, then name.
#[derive(Clone, Debug)]
pub struct Course {
    /// The root of the workspace.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// The titles of its parts; lessons count them from 1.
    pub parts: Vec<String>,
    /// The version of rustc whose messages are recorded beside programs that must not compile.
    pub rust: Option<String>,
    /// The lessons.
    pub lessons: Vec<Lesson>,
}

/// `[workspace.metadata.course]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    parts: Vec<String>,
    #[serde(default)]
    rust: Option<String>,
}

impl Course {
    /// Reads the course of the current workspace.
    ///
    /// # Errors
    /// Names the manifest or the file that cannot be used, and what to write instead.
    pub fn read() -> Result<Self> {
        let metadata = MetadataCommand::new()
            .no_deps()
            .exec()
            .context("failed to read the workspace")
            .map_err(|error| fail(Exit::BuildFailed, error))?;
        let root = metadata.workspace_root.clone().into_std_path_buf();
        let parts = metadata.workspace_metadata.get("course").cloned().unwrap_or_default();
        let Parts { parts, rust } = serde_json::from_value(parts).with_context(|| {
            let manifest = shown(&root.join("Cargo.toml"));
            format!("{manifest}: [workspace.metadata.course] needs parts, a list of titles")
        })?;
        let home = root.join("lessons");
        let mut lessons = metadata
            .packages
            .iter()
            .filter(|package| package.manifest_path.as_std_path().starts_with(&home))
            .map(Lesson::read)
            .collect::<Result<Vec<_>>>()?;
        lessons.sort_by(|a, b| a.name.cmp(&b.name));
        check_places(&lessons, parts.len())?;
        let lessons = in_course_order(lessons)?;
        let target = metadata.target_directory.into_std_path_buf();
        Ok(Self { root, target, parts, rust, lessons })
    }

    /// Keeps the lessons that are named, by package, number or folder; all if none is.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn select(&mut self, names: &[String]) -> Result<()> {
        for name in names {
            self.find(name)?;
        }
        self.lessons.retain(|lesson| names.is_empty() || names.iter().any(|name| lesson.is(name)));
        Ok(())
    }

    /// The lesson of that package, number or folder.
    ///
    /// # Errors
    /// Says which lessons have similar names, with the exit code [`Exit::NoSuchLesson`].
    pub fn find(&self, name: &str) -> Result<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.is(name)).ok_or_else(|| {
            let near = self.lessons.iter().map(|lesson| lesson.name.as_str());
            let near = near.filter(|other| {
                other.contains(name) || name.contains(other) || other.get(..3) == name.get(..3)
            });
            let near = near.collect::<Vec<_>>().join(", ");
            let hint = if near.is_empty() {
                "`cargo xtask list` shows all".into()
            } else {
                format!("do you mean {near}?")
            };
            fail(Exit::NoSuchLesson, format!("no lesson is called {name}; {hint}"))
        })
    }
}

/// Each part exists, and each `after` names a lesson of the same part or an earlier one.
fn check_places(lessons: &[Lesson], parts: usize) -> Result<()> {
    for Lesson { folder, about, .. } in lessons {
        let manifest = shown(&folder.join("Cargo.toml"));
        if !(1..=parts).contains(&about.part) {
            bail!(
                "{manifest}: there is no part {}; [workspace.metadata.course] names {parts} parts",
                about.part,
            );
        }
        for name in &about.after {
            match lessons.iter().find(|other| other.name == *name) {
                None => bail!("{manifest}: `after` names {name}, and no lesson is called that"),
                Some(other) if other.about.part > about.part => bail!(
                    "{manifest}: `after` names {name}, which is in part {}; this lesson is in part {}",
                    other.about.part,
                    about.part,
                ),
                Some(_) => {}
            }
        }
    }
    Ok(())
}

/// Sorts lessons, which are sorted by name: by part, then by what they come `after`.
fn in_course_order(mut rest: Vec<Lesson>) -> Result<Vec<Lesson>> {
    let mut lessons: Vec<Lesson> = Vec::with_capacity(rest.len());
    while let Some(part) = rest.iter().map(|lesson| lesson.about.part).min() {
        let waits = |lesson: &Lesson| {
            let after = &lesson.about.after;
            after.iter().any(|name| rest.iter().any(|other| other.name == *name))
        };
        let next = rest.iter().position(|lesson| lesson.about.part == part && !waits(lesson));
        let Some(next) = next else {
            let circle = rest.iter().filter(|lesson| lesson.about.part == part);
            let circle: Vec<_> = circle.map(|lesson| lesson.name.as_str()).collect();
            bail!("`after` forms a circle among these lessons: {}", circle.join(", "));
        };
        let number = format!("{:02}", lessons.len() + 1);
        lessons.push(Lesson { number, ..rest.remove(next) });
    }
    Ok(lessons)
}
