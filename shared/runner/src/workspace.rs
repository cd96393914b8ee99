//! Generated workspaces: copies of programs, built with the course's own crates.
//!
//! A learner's program, or one that must not compile, cannot be built with the course. It is a package of a
//! separate workspace, with the course's lock file and profiles, and with its lesson's dependencies and
//! their features. So Cargo has already built everything but the program.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::{Dependency, DependencyKind};
use course::{Course, Lesson, read_text, relative, shown};
use toml::{Table, Value};

/// One package of a generated workspace, in the folder of its name.
pub struct Member<'a> {
    /// The name of its package.
    pub name: String,
    /// The lesson whose dependencies it has.
    pub lesson: &'a Lesson,
    /// Its programs: each target's name and its source. Without one, the program is `src/main.rs`.
    pub programs: Vec<(String, PathBuf)>,
    /// Whether the package is the lesson again, under its name: with a copy of its library, and with
    /// what its examples need.
    pub whole: bool,
    /// What else is in its folder.
    pub files: Vec<(PathBuf, String)>,
}

/// Writes a workspace. `replaces` may replace a dependency with another package.
///
/// A file that is up to date is not touched, because Cargo rebuilds a package when a file is newer.
///
/// # Errors
/// Names the file that cannot be read or written.
pub fn write(
    course: &Course,
    folder: &Path,
    members: &[Member],
    replaces: impl Fn(&Dependency) -> Option<Table>,
) -> Result<()> {
    for member in members {
        let home = folder.join(&member.name);
        put(&home.join("Cargo.toml"), &member.manifest(course, folder, &replaces))?;
        for (file, text) in &member.files {
            put(&home.join(file), text)?;
        }
    }
    put(&folder.join("Cargo.toml"), &manifest(course, members)?)?;
    // The same versions as in the course. Cargo removes what is not needed.
    let lock = course.root.join("Cargo.lock");
    fs::copy(&lock, folder.join("Cargo.lock"))
        .with_context(|| format!("failed to copy {}", shown(&lock)))?;
    Ok(())
}

/// Writes a file, and makes its folder if needed, unless the file already has that text.
///
/// # Errors
/// Names the file or folder that cannot be written.
pub fn put(file: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let folder = file.parent().context("a file is in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("failed to make {}", shown(folder)))?;
    fs::write(file, text).with_context(|| format!("failed to write {}", shown(file)))
}

/// The workspace's own manifest.
fn manifest(course: &Course, members: &[Member]) -> Result<String> {
    let mut workspace = Table::new();
    workspace.insert("resolver".into(), "3".into());
    let names = members.iter().map(|member| Value::from(member.name.as_str()));
    workspace.insert("members".into(), Value::Array(names.collect()));
    let mut table = Table::new();
    table.insert("workspace".into(), workspace.into());
    let root = course.root.join("Cargo.toml");
    let text: Table =
        read_text(&root)?.parse().with_context(|| format!("failed to read {}", shown(&root)))?;
    if let Some(profile) = text.get("profile") {
        table.insert("profile".into(), profile.clone());
    }
    Ok(format!("# Written by cargo xtask.\n{table}"))
}

impl Member<'_> {
    fn manifest(
        &self,
        course: &Course,
        folder: &Path,
        replaces: &impl Fn(&Dependency) -> Option<Table>,
    ) -> String {
        let cargo = &self.lesson.package;
        let mut table = Table::new();
        let package = [
            ("name", self.name.clone()),
            ("description", self.lesson.question.clone()),
            ("version", "0.0.0".into()),
            ("edition", cargo.edition.to_string()),
        ];
        table.insert("package".into(), table_of(package).into());
        if !cargo.features.is_empty() {
            let none = |feature: &String| (feature.clone(), Value::Array(Vec::new()));
            let features: Table = cargo.features.keys().map(none).collect();
            table.insert("features".into(), features.into());
        }
        let bin = |(name, path): &(String, PathBuf)| {
            Value::from(table_of([("name", name.clone()), ("path", path.display().to_string())]))
        };
        if !self.programs.is_empty() {
            table.insert("bin".into(), Value::Array(self.programs.iter().map(bin).collect()));
        }
        let library = cargo.targets.iter().find(|target| target.is_lib());
        if let Some(library) = library.filter(|_| self.whole) {
            let path = library.src_path.to_string();
            let lib = table_of([("name", library.name.clone()), ("path", path)]);
            table.insert("lib".into(), lib.into());
        }
        let path = |path: &Path| from_member(course, folder, path);
        if library.is_some() && !self.whole {
            let own = table_of([("path", path(&self.lesson.folder))]);
            dependencies(&mut table, None).insert(self.lesson.name.clone(), own.into());
        }
        for dependency in cargo.dependencies.iter().filter(|dependency| self.needs(dependency)) {
            let value = replaces(dependency).unwrap_or_else(|| value(dependency, path));
            let name = dependency.rename.as_ref().unwrap_or(&dependency.name);
            dependencies(&mut table, dependency.target.as_ref().map(ToString::to_string))
                .insert(name.clone(), value.into());
        }
        format!("# Written by cargo xtask.\n{table}")
    }

    fn needs(&self, dependency: &Dependency) -> bool {
        match dependency.kind {
            DependencyKind::Normal => self.whole || !dependency.optional,
            DependencyKind::Development => self.whole,
            _ => false,
        }
    }
}

/// The table of dependencies, for one platform if one is named.
fn dependencies(manifest: &mut Table, platform: Option<String>) -> &mut Table {
    let names = match platform {
        Some(platform) => vec!["target".into(), platform, "dependencies".into()],
        None => vec!["dependencies".into()],
    };
    names.into_iter().fold(manifest, |table, name| {
        let inner = table.entry(name).or_insert_with(|| Table::new().into());
        inner.as_table_mut().expect("only tables were inserted under these names")
    })
}

/// A dependency as the course has it.
fn value(dependency: &Dependency, path: impl Fn(&Path) -> String) -> Table {
    let mut table = table_of([("package", dependency.name.clone())]);
    match &dependency.path {
        Some(folder) => table.insert("path".into(), path(folder.as_std_path()).into()),
        None => table.insert("version".into(), dependency.req.to_string().into()),
    };
    table.insert("default-features".into(), dependency.uses_default_features.into());
    let features = dependency.features.iter().map(|feature| Value::from(feature.as_str()));
    table.insert("features".into(), Value::Array(features.collect()));
    table
}

/// A path of the course as a member's manifest has it. It is relative for a workspace inside the
/// course's folder, which may be moved as a whole.
fn from_member(course: &Course, folder: &Path, path: &Path) -> String {
    let below = (path.strip_prefix(&course.root), folder.strip_prefix(&course.root));
    let (Ok(path), Ok(folder)) = below else { return relative(path, Path::new("")) };
    let up: PathBuf = folder.components().map(|_| "..").collect();
    relative(&Path::new("..").join(up).join(path), Path::new(""))
}

/// A table of texts.
fn table_of<'a>(entries: impl IntoIterator<Item = (&'a str, String)>) -> Table {
    entries.into_iter().map(|(key, value)| (key.to_owned(), Value::from(value))).collect()
}
