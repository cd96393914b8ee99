//! The files that a page may quote.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;

/// The workspace's files that git tracks, and which of them CI compiles or runs.
pub(crate) struct Files {
    pub(crate) root: PathBuf,
    /// Paths from the root, with forward slashes.
    pub(crate) tracked: BTreeSet<String>,
    /// The folders of the workspace's packages.
    packages: Vec<String>,
}

impl Files {
    /// Asks Cargo and git.
    pub(crate) fn read() -> Result<Self> {
        let metadata = MetadataCommand::new().no_deps().exec();
        let metadata = metadata.context("failed to read the workspace")?;
        let root = metadata.workspace_root;
        let manifests = metadata.packages.iter().map(|package| &package.manifest_path);
        let folders = manifests.filter_map(|manifest| manifest.parent()?.strip_prefix(&root).ok());
        let packages = folders.map(|folder| folder.as_str().replace('\\', "/")).collect();
        let root = root.into_std_path_buf();
        Ok(Self { tracked: tracked(&root)?, root, packages })
    }

    /// The file that a page means: relative to the page's folder, or else to the root.
    ///
    /// # Errors
    /// If the file does not exist, or a page must not quote it.
    pub(crate) fn source(&self, page: &str, written: &str) -> Result<String, String> {
        let folder = Path::new(page).parent().unwrap_or(Path::new(""));
        let places = [folder.join(written), PathBuf::from(written)];
        let places: Vec<String> = places.iter().filter_map(|path| normal(path)).collect();
        if let Some(path) = places.iter().find(|path| self.tracked.contains(*path)) {
            return Ok(path.clone());
        }
        match places.iter().find(|path| self.root.join(path).exists()) {
            Some(path) => Err(format!("git does not track {path}; `git add` it")),
            None => Err(format!("there is no file {written}, neither from the page nor the root")),
        }
    }

    /// Whether Cargo compiles this file when it builds or tests the workspace. `verify`
    /// compiles the programs in `refused`, which must not compile and which have the compiler's message.
    pub(crate) fn compiled(&self, path: &str) -> bool {
        let in_package = |folder: &String| path.strip_prefix(folder)?.strip_prefix('/');
        let mut places = self.packages.iter().filter_map(in_package);
        places.any(|place| {
            let kind = place.split('/').next().unwrap_or_default();
            matches!(kind, "src" | "tests" | "examples" | "benches")
                || kind == "refused" && path.starts_with("lessons/")
        })
    }
}

fn tracked(root: &Path) -> Result<BTreeSet<String>> {
    let git = Command::new("git").current_dir(root).args(["ls-files", "-z"]).output();
    let git = git.context("failed to start git, which says what belongs to the project")?;
    if !git.status.success() {
        bail!("git ls-files: {}", String::from_utf8_lossy(&git.stderr).trim());
    }
    let names = String::from_utf8(git.stdout).context("a tracked path is not UTF-8")?;
    Ok(names.split_terminator('\0').map(str::to_owned).collect())
}

/// Whether a path has this extension.
pub(crate) fn ends_in(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|own| own == extension)
}

/// A path without `.` and `..`, with forward slashes; none if it leads out of the workspace.
fn normal(path: &Path) -> Option<String> {
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop()?;
            }
            _ => return None,
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        let tracked = ["a.py", "lessons/x/a.py", "lessons/x/src/main.rs", "xtask/template/main.rs"];
        Files {
            root: PathBuf::from("."),
            tracked: tracked.map(str::to_owned).into(),
            packages: vec!["lessons/x".into(), "xtask".into()],
        }
    }

    #[test]
    fn the_page_s_folder_comes_before_the_root() {
        let files = files();
        let source = |page, written| files.source(page, written);
        assert_eq!(source("lessons/x/README.md", "a.py"), Ok("lessons/x/a.py".into()));
        assert_eq!(source("lessons/x/README.md", "../../a.py"), Ok("a.py".into()));
        assert_eq!(source("docs/y.md", "a.py"), Ok("a.py".into()));
        assert!(source("docs/y.md", "../../a.py").is_err());
        assert!(source("docs/y.md", "b.py").expect_err("no file").contains("no file b.py"));
        // The tests run in the package's folder, which has a file Cargo.toml.
        assert!(source("y.md", "Cargo.toml").expect_err("untracked").contains("does not track"));
    }

    #[test]
    fn what_is_compiled_belongs_to_a_package() {
        let files = files();
        assert!(files.compiled("lessons/x/src/main.rs"));
        assert!(files.compiled("lessons/x/refused/a.rs"));
        assert!(!files.compiled("xtask/refused/a.rs"));
        assert!(!files.compiled("xtask/template/main.rs"));
        assert!(!files.compiled("docs/src/main.rs"));
    }
}
