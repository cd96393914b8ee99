//! The lessons on smol, in a workspace under the target folder in which `smol` and `futures` are the
//! stand-ins of `shared/luck`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::{Dependency, DependencyKind, MetadataCommand, Package};
use serde_json::json;

use crate::course::{Course, Lesson, Variant};

/// The crates that have a stand-in, each in the folder of that name.
const STAND_INS: [&str; 2] = ["smol", "futures"];

/// Where the stand-ins lie: beside the source of this program, whichever course it is used on.
const HOME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/luck");

/// Writes the workspace and returns its folder. What is as it should be is not touched, so that Cargo
/// builds only what has changed.
pub(crate) fn write(course: &Course) -> Result<PathBuf> {
    let metadata = MetadataCommand::new().no_deps().current_dir(&course.root).exec()?;
    // Courses may share a target folder.
    let name = course.root.file_name().context("the course lies in a folder")?;
    let folder = course.target.join("luck").join(name);
    let mut members = Vec::new();
    for lesson in course.lessons.iter().filter(|lesson| lesson.has(Variant::Smol)) {
        let manifest = lesson.folder.join("Cargo.toml");
        let package = metadata.packages.iter().find(|package| package.manifest_path == manifest);
        let package = package.with_context(|| format!("{} is no member", lesson.name))?;
        put(&folder.join(&lesson.name).join("Cargo.toml"), &manifest_of(lesson, package))?;
        // `lesson!()` looks for it beside the manifest.
        let order = lesson.order_file(Variant::Smol);
        let name = order.file_name().context("an expected order is a file")?;
        put(&folder.join(&lesson.name).join(name), &fs::read_to_string(&order)?)?;
        members.push(lesson.name.as_str());
    }
    // The profile is that of the course, for the dependencies to be compiled only once.
    let workspace = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {}\n\n[profile.dev]\ndebug = \"line-tables-only\"\n",
        json!(members),
    );
    put(&folder.join("Cargo.toml"), &workspace)?;
    fs::copy(course.root.join("Cargo.lock"), folder.join("Cargo.lock"))
        .context("failed to copy Cargo.lock")?;
    Ok(folder)
}

/// A package like the lesson's, whose one program is the lesson on smol.
fn manifest_of(lesson: &Lesson, package: &Package) -> String {
    let mut out = format!(
        "[package]\nname = {}\ndescription = {}\nversion = \"0.0.0\"\nedition = \"{}\"\n",
        json!(lesson.name),
        json!(lesson.question),
        package.edition,
    );
    let mut target = |kind: &str, name: &str, path: &Path| {
        let _ = write!(out, "\n[{kind}]\nname = {}\npath = {}\n", json!(name), json!(path));
    };
    for library in package.targets.iter().filter(|target| target.is_lib()) {
        target("lib", &library.name, library.src_path.as_std_path());
    }
    let name = lesson.target(Variant::Smol).unwrap_or_default();
    target("[bin]", &name, &lesson.source(Variant::Smol));
    for (table, dependencies) in dependencies(package) {
        let _ = writeln!(out, "\n[{table}]");
        for (name, value) in dependencies {
            let _ = writeln!(out, "{name} = {value}");
        }
    }
    out
}

/// The tables of dependencies: those of the lesson and those of its examples in one.
fn dependencies(package: &Package) -> BTreeMap<String, BTreeMap<&str, String>> {
    let mut tables = BTreeMap::<_, BTreeMap<_, _>>::new();
    let needed =
        package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Build);
    for dependency in needed {
        let table = match &dependency.target {
            Some(target) => format!("target.{}.dependencies", json!(target.to_string())),
            None => "dependencies".into(),
        };
        let name = dependency.rename.as_ref().unwrap_or(&dependency.name);
        tables.entry(table).or_default().insert(name.as_str(), value(dependency));
    }
    tables
}

/// A dependency as an inline table.
fn value(dependency: &Dependency) -> String {
    let name = dependency.name.as_str();
    if STAND_INS.contains(&name) {
        return format!(
            "{{ package = {}, path = {} }}",
            json!(format!("luck-{name}")),
            json!(Path::new(HOME).join(name)),
        );
    }
    let source = match &dependency.path {
        Some(path) => format!("path = {}", json!(path)),
        None => format!("version = {}", json!(dependency.req.to_string())),
    };
    format!(
        "{{ package = {}, {source}, default-features = {}, features = {} }}",
        json!(name),
        dependency.uses_default_features,
        json!(dependency.features),
    )
}

/// Writes a file unless it is there as it should be.
fn put(path: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let folder = path.parent().context("a file lies in a folder")?;
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("failed to write {}", path.display()))
}
