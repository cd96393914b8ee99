//! `verify` at the same time as another `verify`, and in a checkout that it must not change.

mod common;

use std::fs;
use std::path::Path;
use std::process::Stdio;

use common::Course;

#[test]
fn two_verifies_at_once_do_not_disturb_each_other() {
    let mut course = Course::new("twice");
    course.gather("twice", &[]).build();
    let start = || course.xtask(&["verify"]).stdout(Stdio::null()).spawn().expect("xtask starts");
    let children = [start(), start()];
    for mut child in children {
        assert!(child.wait().expect("xtask can be waited for").success());
    }
}

/// Every file of a folder, with the time of its last change.
fn files(folder: &Path) -> Vec<(std::path::PathBuf, std::time::SystemTime)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        }
        found.push((path, entry.metadata().and_then(|data| data.modified()).expect("a time")));
    }
    found.sort();
    found
}

/// So a checkout may be read-only, as long as Cargo's target folder is not in it.
#[test]
fn verify_writes_nothing_into_the_checkout() {
    let mut course = Course::new("read-only");
    course.gather("untouched", &[]).build();
    let before = files(&course.folder);
    let (_, code) = course.verify();
    assert_eq!(code, Some(0));
    assert_eq!(files(&course.folder), before);
}
