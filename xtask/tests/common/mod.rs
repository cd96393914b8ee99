//! A course made of one lesson again and again, each time with one thing wrong.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The root of the real workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace").into()
}

/// The target folder of this test.
pub(crate) fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("tmp lies in target")
}

/// A workspace in a new folder. It uses the real harness and the real target folder, so that only its
/// lessons are compiled.
pub(crate) struct Course {
    pub(crate) folder: PathBuf,
}

impl Course {
    /// An empty course; `name` keeps the courses of different tests apart.
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("an old course can be removed");
        }
        fs::create_dir_all(folder.join("lessons")).expect("a folder can be made");
        let manifest =
            fs::read_to_string(root().join("Cargo.toml")).expect("the manifest is there");
        let (_, rest) =
            manifest.split_once("[workspace.package]").expect("the manifest has that table");
        let shared = root().join("shared").display().to_string().replace('\\', "/");
        let rest = rest.replace("path = \"shared", &format!("path = \"{shared}"));
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"lessons/*\"]\n\n[workspace.package]{rest}"
        );
        fs::write(folder.join("Cargo.toml"), manifest).expect("a file can be written");
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))
            .expect("the lock file is there");
        Self { folder }
    }

    /// Adds `gather` on Tokio under another name, with these replacements in its program. Each replacement
    /// must apply.
    pub(crate) fn gather(&mut self, name: &str, replacements: &[(&str, &str)]) -> &mut Self {
        let order = fs::read_to_string(root().join("lessons/gather/expected.order"));
        self.lesson(name, replacements, &order.expect("gather has claims"))
    }

    /// The same with other claims.
    pub(crate) fn lesson(
        &mut self,
        name: &str,
        replacements: &[(&str, &str)],
        order: &str,
    ) -> &mut Self {
        let program = root().join("lessons/gather/src/main.rs");
        let mut program = fs::read_to_string(program).expect("gather has a program");
        for (from, to) in replacements {
            assert!(program.contains(from), "gather's program has no {from:?} any more");
            program = program.replace(from, to);
        }
        self.program(name, &program, order)
    }

    /// Adds a lesson of one program.
    pub(crate) fn program(&mut self, name: &str, program: &str, order: &str) -> &mut Self {
        let folder = self.folder.join(format!("lessons/{name}"));
        fs::create_dir_all(folder.join("src")).expect("a folder can be made");
        let manifest = format!(
            "[package]\nname = \"{name}\"\ndescription = \"?\"\nversion.workspace = true\n\
             edition.workspace = true\n[package.metadata.lesson]\ntitle = \"{name}\"\npart = 1\n\
             without = {{ smol = \"a test\", async-std = \"a test\", python = \"a test\" }}\n\
             [dependencies]\nin-order.workspace = true\ntokio.workspace = true\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).expect("a file can be written");
        fs::write(folder.join("src/main.rs"), program).expect("a file can be written");
        fs::write(folder.join("expected.order"), order).expect("a file can be written");
        self
    }

    /// `cargo xtask` with these arguments, in this course.
    pub(crate) fn xtask(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.current_dir(&self.folder).args(args).env("CARGO_TARGET_DIR", target());
        command.env_remove("LESSON_SECOND");
        command
    }

    /// Builds all lessons.
    pub(crate) fn build(&self) {
        let (built, errors) = self.cargo_build();
        assert!(built, "{errors}");
    }

    /// Builds all lessons as far as possible, and returns the compiler's messages.
    pub(crate) fn build_errors(&self) -> String {
        let (built, errors) = self.cargo_build();
        assert!(!built, "this was not supposed to build");
        errors
    }

    fn cargo_build(&self) -> (bool, String) {
        let mut command = Command::new(env!("CARGO"));
        command.current_dir(&self.folder).args(["build", "--quiet", "--keep-going"]);
        let output = command.env("CARGO_TARGET_DIR", target()).output().expect("cargo starts");
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// The program of a lesson that was built.
    pub(crate) fn built(name: &str) -> PathBuf {
        target().join("debug").join(name).with_extension(std::env::consts::EXE_EXTENSION)
    }

    /// Verifies the course. Returns the result and the exit code.
    pub(crate) fn verify(&self) -> (Value, Option<i32>) {
        let output = self.xtask(&["verify", "--format", "json"]).output().expect("xtask starts");
        let json = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            panic!("no JSON ({error}): {}", String::from_utf8_lossy(&output.stderr))
        });
        (json, output.status.code())
    }
}

/// The outcome of a lesson on Tokio, and why.
pub(crate) fn outcome<'a>(result: &'a Value, name: &str) -> (&'a str, &'a str) {
    let lessons = result["lessons"].as_array().expect("lessons is a list");
    let lesson =
        lessons.iter().find(|lesson| lesson["name"] == name).expect("the lesson is in the result");
    let tokio = &lesson["variants"]["tokio"];
    (tokio["status"].as_str().expect("status is a text"), report_of(tokio))
}

/// The report on a failure, or why something was not run.
fn report_of(outcome: &Value) -> &str {
    outcome["report"].as_str().or(outcome["why"].as_str()).unwrap_or_default()
}
