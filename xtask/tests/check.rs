//! `cargo xtask check`: programs that do not use this workspace, in three languages.

mod common;

use std::fs;

use common::Course;

const ORDER: &str =
    "0s  tick           | one\n# a tock answers a tick\n1s  tock after tick | two {word}\n";

/// Checks a command against `ORDER`. Returns its exit code, standard output and standard error.
fn check(second: &str, command: &[&str]) -> (Option<i32>, String, String) {
    let course =
        Course::new(&format!("check-{}", std::thread::current().name().unwrap_or("x").len()));
    fs::write(course.folder.join("ping.order"), ORDER).expect("a file can be written");
    let mut args = vec!["check", "ping.order", "--second", second, "--"];
    args.extend(command);
    let output = course.xtask(&args).env("LC_ALL", "C.UTF-8").output().expect("xtask starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
#[cfg(unix)]
fn a_program_for_the_shell_holds_its_claims() {
    let pause = "sleep $((${LESSON_SECOND%ms} / 1000))";
    holds(&["sh", "-c", &format!("echo one; {pause}; echo two words >&2; echo two x")]);
}

const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

#[test]
fn a_program_for_python_holds_its_claims_on_each_system() {
    let pause = "time.sleep(float(os.environ['LESSON_SECOND'][:-2]) / 1e3)";
    holds(&[PYTHON, "-c", &format!("import os, time; print('one'); {pause}; print('two', 7)")]);
}

#[test]
fn a_broken_claim_of_a_program_for_python_is_named_on_each_system() {
    let (code, _, err) = check("3s", &[PYTHON, "-c", "print('one')"]);
    assert_eq!(code, Some(1), "{err}");
    assert!(err.contains("✗ \"two {word}\" never came"), "{err}");
}

#[test]
#[ignore = "needs Node"]
fn a_program_for_node_holds_its_claims() {
    holds(&[
        "node",
        "-e",
        "console.log('one'); setTimeout(() => console.log('two ticks'), parseFloat(process.env.LESSON_SECOND))",
    ]);
}

fn holds(program: &[&str]) {
    // An interpreter may start slowly on a busy machine. Its first line may be half a lesson second late.
    let (code, out, err) = check("3s", program);
    assert_eq!(code, Some(0), "{program:?}: {err}");
    let lines: Vec<&str> = out.lines().collect();
    assert!(matches!(lines[..], ["one", two] if two.starts_with("two ")), "{out}");
    assert!(err.contains("✓ 2 lines, in order: 1 cause and 2 seconds hold"), "{err}");
}

#[test]
#[cfg(unix)]
fn each_broken_claim_of_a_foreign_program_is_named() {
    let programs = [
        ("echo two x; sleep 0.2; echo one", "✗ \"two x\" came at 0."),
        ("echo one; echo two x", "a slow machine never makes a line early"),
        ("echo one; sleep 0.2", "✗ \"two {word}\" never came"),
        ("echo one; sleep 0.2; echo two x; echo three", "\"three\" came at 1."),
        ("echo one; sleep 0.2; echo two x; exit 7", "it ended with exit status: 7"),
        ("echo one; exec >&-; sleep 0.3", "✗ \"two {word}\" never came"),
        ("echo one; sleep 0.2; printf 'two x'", "its last line does not end with a newline"),
        (
            "echo one; sleep 0.2; echo two x; sleep 60 &",
            "it left behind a process that holds its output open",
        ),
        ("echo one; sleep 60", "it hangs: it was still running after"),
    ];
    for (program, expected) in programs {
        let (code, _, err) = check("200ms", &["sh", "-c", program]);
        assert_eq!(code, Some(1), "{program}: {err}");
        assert!(err.contains(expected), "{program} was refused for something else:\n{err}");
    }
}

#[test]
fn what_cannot_be_checked_is_told_in_one_line() {
    let mut course = Course::new("check-unusable");
    course.gather("lonely", &[]);
    let told = |args: &[&str]| {
        let output = course.xtask(args).output().expect("xtask starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    fs::write(course.folder.join("bad.order"), "0s main\n").expect("a file can be written");
    fs::write(course.folder.join("good.order"), "main | hello\n").expect("a file can be written");

    let (code, error) = told(&["check", "missing.order", "--", "true"]);
    assert_eq!(code, Some(5));
    assert!(error.starts_with("error: failed to read missing.order: "), "{error}");
    let (code, error) = told(&["check", "bad.order", "--", "true"]);
    assert_eq!(code, Some(5));
    assert!(error.starts_with("error: bad.order:1:8: "), "{error}");
    let (code, error) = told(&["check", "good.order", "--", "no-such-program"]);
    assert_eq!(code, Some(2));
    assert!(error.starts_with("error: failed to start no-such-program: "), "{error}");
    let (code, error) = told(&["check", "good.order", "--second", "soon", "--", "true"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("write a length such as 25ms, 0.5s or 1s"), "{error}");
    let (code, error) = told(&["verify", "no-such-lesson"]);
    assert_eq!(code, Some(4), "{error}");
    assert!(error.contains("no lesson is called no-such-lesson"), "{error}");
}
