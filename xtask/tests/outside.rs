//! The commands write and remove only their own files, even next to other people's files.

#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use common::Course;

/// Every file below a folder, with its text.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(path).expect("a file"));
        }
    }
    found
}

/// Puts other people's files next to everything that the commands may touch.
fn foreign_files(course: &Course) -> BTreeMap<PathBuf, Vec<u8>> {
    let names = ["mine.txt", "lessons/mine.txt", "my/mine.txt", "traces/mine.json", "out/mine.txt"];
    for name in names {
        let path = course.folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, "mine").expect("a file can be written");
    }
    files(&course.folder)
}

#[test]
fn each_command_touches_what_it_was_told_to_touch() {
    let mut course = Course::new("outside");
    course.gather("inside", &[]).build();
    let mut known = foreign_files(&course);
    let mut check = |args: &[&str], code: i32, new: &[&str]| {
        let output = course.xtask(args).stdin(Stdio::null()).output().expect("xtask starts");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {errors}");
        let now = files(&course.folder);
        for (path, text) in &known {
            // Cargo writes the lock file when the workspace has a new member.
            let same = now.get(path) == Some(text) || path.ends_with("Cargo.lock");
            assert!(same, "{args:?} changed {}", path.display());
        }
        let added = now.keys().filter(|path| !known.contains_key(*path));
        let added: Vec<String> = added
            .map(|path| path.strip_prefix(&course.folder).expect("below").display().to_string())
            .collect();
        for path in &added {
            let told = new.iter().any(|new| path.starts_with(new));
            assert!(told, "{args:?} wrote {path}");
        }
        assert_eq!(added.is_empty(), new.is_empty(), "{args:?} wrote {added:?}");
        known = now;
    };
    check(&["list"], 0, &[]);
    check(&["claims"], 0, &[]);
    check(&["attack"], 0, &[]);
    check(&["verify"], 0, &[]);
    check(&["verify", "--format", "json"], 0, &[]);
    check(&["verify", "--write", "junit=junit.xml"], 0, &["junit.xml"]);
    check(&["verify", "--trace-dir", "traces"], 0, &["traces/inside-tokio.json"]);
    check(&["run", "inside", "--second", "25ms"], 0, &[]);
    check(&["learn", "--plain", "--second", "25ms"], 0, &["my/progress.json", "my/progress.lock"]);
    check(&["learn", "--status"], 0, &[]);
    check(&["new", "second"], 0, &["lessons/second/"]);
    check(&["new", "std"], 1, &[]);
    check(&["book", "--out", "out"], 1, &[]);
}

const PING: &str = "0s tick | one\n1s tock after tick | two\n";

/// The exit code is the verdict, even if nobody reads the report.
#[test]
fn check_needs_no_reader() {
    let course = Course::new("outside-check");
    fs::write(course.folder.join("ping.order"), PING).expect("a file can be written");
    for (program, code) in [("echo one; sleep 1; echo two", 0), ("echo one; echo two", 1)] {
        let mut check = course.xtask(&["check", "ping.order", "--", "sh", "-c", program]);
        let mut child =
            check.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop((child.stdout.take(), child.stderr.take()));
        assert_eq!(child.wait().expect("it ends").code(), Some(code), "{program}");
    }
}

/// A slow reader of the output does not make the program late.
#[test]
fn a_slow_reader_does_not_delay_the_program() {
    let course = Course::new("outside-slow");
    fs::write(course.folder.join("ping.order"), PING).expect("a file can be written");
    // More than a pipe holds comes between the two lines, on standard error.
    let program =
        "echo one; head -c 300000 /dev/zero | tr '\\0' 'x' >&2; echo >&2; sleep 1; echo two";
    let mut check = course.xtask(&["check", "ping.order", "--", "sh", "-c", program]);
    let mut child = check.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
    std::thread::sleep(Duration::from_secs(3));
    let mut report = Vec::new();
    child.stderr.take().expect("it is piped").read_to_end(&mut report).expect("it can be read");
    let report = String::from_utf8_lossy(&report);
    let tail = report.lines().rev().take(5).collect::<Vec<_>>();
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{tail:?}");
}

#[test]
fn check_takes_arguments_that_are_not_utf_8() {
    let course = Course::new("outside-bytes");
    fs::write(course.folder.join("bytes.order"), "0s a | 4\n").expect("a file can be written");
    let mut check = course.xtask(&["check", "bytes.order", "--second", "5s", "--", "sh", "-c"]);
    // Passed on unchanged: its length in bytes is the same.
    check
        .args(["printf %s \"$1\" | wc -c | tr -d ' '", "sh"])
        .arg(OsStr::from_bytes(b"a\xff\xfeb"));
    let output = check.output().expect("xtask starts");
    let report = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{report}");
}
