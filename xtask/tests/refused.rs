//! Programs that must not compile: `verify` compiles each, and fails unless the compiler refuses it for the
//! reason that it names.

mod common;

use std::fs;
use std::process::{Command, Stdio};

use common::{Course, root};
use serde_json::Value;

/// A task that borrows, added to gather's program. It is refused with E0373.
const BORROWS: &str = "let name = String::from(\"a\");\n    tokio::spawn(async { drop(&name) });";

/// A task that could not move to another thread. That error has no code.
const NOT_SEND: &str =
    "tokio::spawn(async { let rc = std::rc::Rc::new(1); sleep(secs(1)).await; drop(rc) });";

/// A future that is not pinned, in a macro that uses it several times: the compiler repeats the error.
const UNPINNED: &str =
    "let mut future = sleep(secs(1));\n    tokio::select! { () = &mut future => {} }";

const E0373: &str = "E0373 at \"tokio::spawn(async {\": \"may outlive the current function\"";

/// Gather's program with an additional statement and a header.
fn program(statement: &str, header: &str) -> String {
    let gather = fs::read_to_string(root().join("lessons/gather/src/main.rs")).expect("gather");
    let first = "let lesson = lesson!();";
    assert!(gather.contains(first), "gather's program has no {first:?} any more");
    let gather = gather.replace(first, &format!("{first}\n    {statement}"));
    let gather = gather.split_once("\n\n").expect("gather has a header").1;
    format!("//! \"It is so.\"\n//!\n{header}\n\n{gather}")
}

/// A course with these programs, each with a statement and with the error that its header names.
fn course(name: &str, programs: &[(&str, &str, &str)]) -> Course {
    let mut course = Course::new(name);
    course.gather(name, &[]);
    let folder = course.folder.join(format!("lessons/{name}/refused"));
    fs::create_dir(&folder).expect("a folder can be made");
    for (short, statement, named) in programs {
        let text = program(statement, &format!("//! Refused: {named}"));
        fs::write(folder.join(format!("{short}.rs")), text).expect("a file can be written");
    }
    records_with(&course, &rustc());
    course
}

fn rustc() -> String {
    let rustc = Command::new("rustc").arg("--version").output().expect("rustc starts");
    let version = String::from_utf8(rustc.stdout).expect("UTF-8");
    version.split(' ').nth(1).expect("a version").to_owned()
}

/// Names the compiler that messages are recorded with.
fn records_with(course: &Course, version: &str) {
    let file = course.folder.join("Cargo.toml");
    let text = fs::read_to_string(&file).expect("a manifest");
    let line = |line: &str| line.starts_with("rust = \"").then(|| format!("rust = {version:?}\n"));
    let lines = text.split_inclusive('\n').map(|old| line(old).unwrap_or_else(|| old.to_owned()));
    let new: String = lines.collect();
    assert!(new.contains(&format!("rust = {version:?}")), "the manifest names no rustc");
    fs::write(&file, new).expect("a file can be written");
}

fn write(course: &Course) {
    let output = course.xtask(&["refused", "--write"]).output().expect("xtask starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The outcome of a program: its status, and the reason with its place.
fn of<'a>(result: &'a Value, short: &str) -> (&'a str, String) {
    let all = result["lessons"][0]["refused"].as_array().expect("a list");
    let one = all.iter().find(|one| one["name"] == short).expect("the program is in the result");
    let why = one["why"].as_str().unwrap_or_default();
    let at = one["at"].as_object().map(|at| format!("{}:{} ", at["file"], at["line"]));
    (one["status"].as_str().expect("a text"), (at.unwrap_or_default() + why).replace('"', ""))
}

#[test]
fn a_program_that_is_refused_for_its_reason_is_right_and_its_message_is_recorded() {
    let mut course = course(
        "right",
        &[
            ("borrowed", BORROWS, E0373),
            ("unpinned", UNPINNED, "E0277 at \"tokio::select!\": \"cannot be unpinned\""),
            (
                "rc",
                NOT_SEND,
                "error at \"tokio::spawn(async {\": \"`Send` is not implemented for `Rc<i32>`\"",
            ),
        ],
    );
    let record = course.folder.join("lessons/right/refused/borrowed.stderr");

    let (result, code) = course.verify();
    assert_eq!(code, Some(1));
    let (status, why) = of(&result, "borrowed");
    assert_eq!(status, "failed");
    assert!(
        why.ends_with("has no recorded message; `cargo xtask refused right --write` writes it"),
        "{why}"
    );

    write(&course);
    let message = fs::read_to_string(&record).expect("it was written");
    assert!(message.starts_with("error[E0373]: async block may outlive"), "{message}");
    assert!(message.contains("--> lessons/right/refused/borrowed.rs:"), "{message}");
    let rc = fs::read_to_string(record.with_file_name("rc.stderr")).expect("it was written");
    assert!(rc.contains("--> tokio/src/task/spawn.rs\n"), "{rc}");

    let output = course.xtask(&["verify"]).output().expect("xtask starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("\nrefused programs: 3 of 3 refused\n"), "{text}");

    // Each writes its workspace into the same folder, and with other lessons.
    course.gather("other", &[]);
    let other = course.folder.join("lessons/other/refused");
    fs::create_dir(&other).expect("a folder can be made");
    fs::copy(record.with_extension("rs"), other.join("borrowed.rs")).expect("a copy");
    write(&course);
    let args: [&[&str]; 4] = [&["verify", "right"], &["verify"], &["verify", "right"], &["verify"]];
    let start = |args: &&[&str]| course.xtask(args).stdout(Stdio::null()).spawn();
    let all: Vec<_> = args.iter().map(|args| start(args).expect("xtask starts")).collect();
    for mut child in all {
        assert!(child.wait().expect("xtask can be waited for").success());
    }
    fs::remove_dir_all(course.folder.join("lessons/other")).expect("a lesson can be removed");

    fs::write(&record, message.replace("may outlive", "survives")).expect("a file can be written");
    let (result, code) = course.verify();
    assert_eq!(code, Some(1));
    let (_, why) = of(&result, "borrowed");
    assert!(
        why.starts_with("lessons/right/refused/borrowed.stderr:1 has a different message"),
        "{why}"
    );
    assert_eq!(of(&result, "rc").0, "ok");

    // With another compiler, the message is not compared, and the report says so for each program.
    records_with(&course, "1.0.0");
    let output = course.xtask(&["verify"]).output().expect("xtask starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(0), "{text}");
    for name in ["borrowed", "rc"] {
        let skipped = format!(
            "\nright: refused {name}: its message was not compared: messages are recorded with Rust 1.0.0, and this is {}",
            rustc()
        );
        assert!(text.contains(&skipped), "{text}");
    }
    let output = course.xtask(&["refused", "--write"]).output().expect("xtask starts");
    assert_eq!(output.status.code(), Some(1), "nothing is recorded with another compiler");
    assert!(fs::read_to_string(&record).expect("the record").contains("survives"));
}

#[test]
fn a_program_that_is_not_refused_for_its_reason_is_red_and_says_why() {
    let twice = format!("{BORROWS}\n    let n: i32 = \"a\";");
    let cases = [
        ("compiles", "", E0373, "compiles.rs:3 compiles, and its header says that it must not"),
        (
            "code",
            "let n: i32 = \"a\";",
            E0373,
            "is refused for another reason: E0308 and not E0373: mismatched",
        ),
        ("no-code", NOT_SEND, E0373, "an error without a code and not E0373"),
        (
            "line",
            BORROWS,
            "E0373 at \"tokio::join!\": \"may outlive\"",
            "is refused at another line, `tokio::spawn(async {",
        ),
        (
            "fragment",
            BORROWS,
            "E0373 at \"tokio::spawn\": \"is not Send\"",
            "is refused with a message that does not say is not Send",
        ),
        (
            "two",
            "let n: i32 = \"a\";\n    let m: i32 = \"b\";",
            "E0308 at \"let n\": \"expected\"",
            "has 2 errors, and its header names one: E0308 at line",
        ),
        ("first-of-two", &twice, "E0308 at \"let n\": \"expected\"", "has no recorded message"),
    ];
    let programs = cases.map(|(short, statement, named, _)| (short, statement, named));
    let course = course("wrong", &programs);
    let (result, code) = course.verify();
    assert_eq!(code, Some(1));
    for (short, .., expected) in cases {
        let (status, why) = of(&result, short);
        assert_eq!(status, "failed", "{short}");
        assert!(why.contains(expected), "{short}: {why}");
        assert!(why.starts_with("lessons/wrong/refused/"), "{short}: {why}");
    }
    // The lesson itself holds, and the report quotes the compiler.
    assert_eq!(result["lessons"][0]["variants"]["tokio"]["status"], "ok");
    let output = course.xtask(&["verify"]).output().expect("xtask starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains("\nrefused programs: 0 of 7 refused\n"), "{text}");
    assert!(text.contains("wrong: refused code is refused for another reason"), "{text}");
    assert!(text.contains("error[E0308]: mismatched types"), "{text}");
    assert!(text.contains("\n7 failed: "), "{text}");
}

#[test]
fn a_header_that_names_no_error_is_one_clear_error() {
    let course = course("headers", &[("broken", BORROWS, "E0373")]);
    let file = course.folder.join("lessons/headers/refused/broken.rs");
    let error = || {
        let output = course.xtask(&["verify"]).output().expect("xtask starts");
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    assert_eq!(
        error(),
        "error: lessons/headers/refused/broken.rs:3: this names no error of the compiler; write E0373 at \
         \"a part of the line\": \"a part of the message\", and `error` where rustc gives no code\n"
    );
    fs::write(&file, program(BORROWS, "//! No more.")).expect("a file can be written");
    assert_eq!(
        error(),
        "error: lessons/headers/refused/broken.rs: the header of a program that must not compile ends with \
         `//! Refused: E0373 at \"a part of the line\": \"a part of the message\"`\n"
    );
    fs::rename(&file, file.with_extension("stderr")).expect("a file can be renamed");
    assert_eq!(
        error(),
        "error: lessons/headers/refused/broken.stderr: there is no program with this message; remove it\n"
    );
}
