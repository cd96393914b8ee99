//! `cargo xtask new`: the folder that it makes verifies immediately, on every runtime.

mod common;

use std::fs;
use std::process::Command;

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
        "lessons/second-thoughts is there; next: cargo xtask verify second-thoughts"
    );

    let output = course.xtask(&["verify", "second-thoughts"]).output().expect("xtask starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let row: Vec<&str> = text.lines().nth(1).expect("a row").split_whitespace().collect();
    assert_eq!(row.join(" "), "02 second-thoughts ok ok ok ok 1 of 1 rejected");
    for args in [&["init", "--quiet"][..], &["add", "."]] {
        let git = Command::new("git").current_dir(&course.folder).args(args).status();
        assert!(git.expect("git starts").success());
    }
    let page = "lessons/second-thoughts/README.md";
    let output = course.xtask(&["quotes", page]).output().expect("xtask starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let output = course.xtask(&["attack", "second-thoughts"]).output().expect("xtask starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_bad_name_is_refused_and_nothing_is_written() {
    let mut course = Course::new("new-refused");
    course.gather("first", &[]);
    let long = "a".repeat(240);
    for (args, message) in [
        (
            &["new", "Second"][..],
            "error: `Second` cannot name a lesson; write lowercase letters, digits and dashes, as in two-queues\n",
        ),
        (&["new", "-x"], "unexpected argument '-x'"),
        (&["new", "first"], "error: there is a lesson called first already\n"),
        (
            &["new", "in-order"],
            "error: the workspace has a package called in-order already, or depends on one; choose another name\n",
        ),
        (
            &["new", "tokio"],
            "error: the workspace has a package called tokio already, or depends on one; choose another name\n",
        ),
        (
            &["new", "std"],
            "error: `std` means something else to Rust, Cargo or Windows; choose another name\n",
        ),
        (
            &["new", "async"],
            "error: `async` means something else to Rust, Cargo or Windows; choose another name\n",
        ),
        (
            &["new", "deps"],
            "error: `deps` means something else to Rust, Cargo or Windows; choose another name\n",
        ),
        (&["new", &long], "has 240 letters; a lesson's name has at most 64\n"),
        (
            &["new", "other", "--part", "99"],
            "error: there is no part 99; the course has parts 1 to ",
        ),
        (
            &["new", "other", "--after", "firts"],
            "error: no lesson is called firts; do you mean first?\n",
        ),
    ] {
        let output = course.xtask(args).output().expect("xtask starts");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(message), "{args:?}: {error}");
    }
    assert_eq!(fs::read_dir(course.folder.join("lessons")).expect("a folder").count(), 1);
}

/// `after` decides the order inside a part. If it does not, names do.
#[test]
fn lessons_come_after_what_they_build_on() {
    let mut course = Course::new("new-after");
    course.gather("zebra", &[]).gather("alpha", &[]).gather("middle", &[]);
    let after = |name: &str, after: &str| {
        let path = course.folder.join(format!("lessons/{name}/Cargo.toml"));
        let text = fs::read_to_string(&path).expect("it was written");
        let own = text.lines().filter(|line| !line.starts_with("after = "));
        let own = own.collect::<Vec<_>>().join("\n");
        fs::write(path, own.replace("part = 1\n", &format!("part = 1\nafter = {after}\n")))
            .expect("a file can be written");
    };
    let list = || {
        let output = course.xtask(&["list"]).output().expect("xtask starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        let rows = text.lines().skip(1).map(|row| row.split_whitespace().take(2));
        let rows = rows.map(|row| row.collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
        (rows.join(", "), error)
    };
    assert_eq!(list().0, "01 alpha, 02 middle, 03 zebra");
    after("alpha", "[\"zebra\"]");
    assert_eq!(list().0, "01 middle, 02 zebra, 03 alpha");
    after("zebra", "[\"alpha\"]");
    let circle = "error: `after` forms a circle among these lessons: alpha, zebra\n";
    assert_eq!(list().1, circle);
    after("zebra", "[\"omega\"]");
    let unknown =
        "error: lessons/zebra/Cargo.toml: `after` names omega, and no lesson is called that\n";
    assert_eq!(list().1, unknown);
}
