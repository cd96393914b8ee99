//! `cargo xtask new`: the folder that it makes verifies at once, on everything.

mod common;

use std::fs;

use common::{Course, root};

#[test]
fn a_new_lesson_verifies_as_it_is() {
    let mut course = Course::new("new");
    course.gather("first", &[]);
    let library = course.folder.join("shared/python");
    fs::create_dir_all(&library).expect("a folder can be made");
    fs::copy(root().join("shared/python/lesson.py"), library.join("lesson.py"))
        .expect("the twins' harness");

    let output = course.xtask(&["new", "second-thoughts"]).output().expect("xtask starts");
    let told = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(
        told.trim(),
        "lessons/02-second-thoughts is there; next: cargo xtask verify second-thoughts"
    );

    let output = course.xtask(&["verify", "second-thoughts"]).output().expect("xtask starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let row: Vec<&str> = text.lines().nth(1).expect("a row").split_whitespace().collect();
    assert_eq!(row.join(" "), "02 second-thoughts ok ok ok ok 1 of 1 rejected");
    let output = course.xtask(&["attack", "second-thoughts"]).output().expect("xtask starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_bad_name_is_refused_and_nothing_is_written() {
    let mut course = Course::new("new-refused");
    course.gather("first", &[]);
    for (args, message) in [
        (
            &["new", "Second"][..],
            "error: `Second` is no name for a lesson; write small letters, digits and dashes, as in two-queues\n",
        ),
        (&["new", "-x"], "unexpected argument '-x'"),
        (&["new", "first"], "error: there is a lesson called first already\n"),
        (&["new", "other", "--number", "1"], "error: there is a lesson with number 01 already\n"),
    ] {
        let output = course.xtask(args).output().expect("xtask starts");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(message), "{args:?}: {error}");
    }
    assert_eq!(fs::read_dir(course.folder.join("lessons")).expect("a folder").count(), 1);
}
