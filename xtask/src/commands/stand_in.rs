//! The lessons on smol, in a workspace under the target folder in which `smol` and `futures` are the
//! stand-ins of `shared/luck`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::Dependency;
use course::{Course, Lesson, Variant, read_text};
use runner::workspace::{self, Member};
use toml::{Table, Value};

/// The crates that have a stand-in, each in the folder of that name.
const STAND_INS: [&str; 2] = ["smol", "futures"];

/// Where the stand-ins are: next to the source of this program, whichever course it is used on.
const HOME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/luck");

/// Writes the workspace and returns its folder.
pub(crate) fn write(course: &Course) -> Result<PathBuf> {
    // Courses may share a target folder.
    let name = course.root.file_name().context("the course is in a folder")?;
    let folder = course.target.join("luck").join(name);
    let lessons = course.lessons.iter().filter(|lesson| lesson.has(Variant::Smol));
    let members = lessons.map(member).collect::<Result<Vec<_>>>()?;
    workspace::write(course, &folder, &members, stand_in)?;
    Ok(folder)
}

/// A package like the lesson's, whose one program is the lesson on smol.
fn member(lesson: &Lesson) -> Result<Member<'_>> {
    // `lesson!()` looks for it beside the manifest.
    let order = lesson.order_file(Variant::Smol);
    let name = order.file_name().context("an expected order is a file")?;
    Ok(Member {
        name: lesson.name.clone(),
        lesson,
        programs: lesson
            .target(Variant::Smol)
            .map(|target| (target, lesson.source(Variant::Smol)))
            .into_iter()
            .collect(),
        whole: true,
        files: vec![(name.into(), read_text(&order)?)],
    })
}

fn stand_in(dependency: &Dependency) -> Option<Table> {
    let name = STAND_INS.into_iter().find(|name| *name == dependency.name)?;
    let path = Path::new(HOME).join(name).display().to_string();
    let entries = [("package", format!("luck-{name}")), ("path", path)];
    Some(entries.into_iter().map(|(key, value)| (key.into(), Value::from(value))).collect())
}
