//! Every side does a little of its work, and none of them lets a wrong result pass.

use std::path::Path;
use std::process::{Command, Output};
use std::thread;

use site::Site;

/// The sides in Rust, as `src/main.rs` names them.
fn rust() -> Vec<(&'static str, &'static str)> {
    let arms = include_str!("../src/main.rs").lines().filter_map(|line| {
        let (names, work) = line.trim().strip_prefix("(\"")?.split_once("\")")?;
        let (table, side) = names.split_once("\", \"")?;
        work.starts_with(" => ").then_some((table, side))
    });
    arms.collect()
}

/// Those in Python that need no package.
const PYTHON: &[(&str, &str)] = &[
    ("start", "asyncio"),
    ("tasks", "asyncio"),
    ("spawn", "asyncio"),
    ("queue-1", "asyncio"),
    ("queue-100", "asyncio"),
    ("subprocess-in-turn", "asyncio"),
    ("subprocess-at-once", "asyncio"),
    ("nesting", "asyncio"),
    ("nesting-woken", "asyncio"),
    ("cpu", "asyncio"),
    ("cpu", "tasks"),
    ("cpu", "threads"),
    ("cpu", "processes"),
];

const SIZE: &str = "7";

/// No side has this result.
const WRONG: &str = "123456789";

fn check(table: &str, side: &str, mut run: impl FnMut(&[&str]) -> Output) {
    let good = run(&[table, side, SIZE]);
    let said = String::from_utf8_lossy(&good.stderr);
    assert!(good.status.success() && said.starts_with("took "), "{table} {side}: {said}");
    let wrong = run(&[table, side, SIZE, WRONG]);
    let said = String::from_utf8_lossy(&wrong.stderr);
    assert!(!wrong.status.success(), "{table} {side}: a wrong result passes");
    assert!(said.contains(&format!("not {WRONG}")), "{table} {side}: {said}");
}

#[test]
fn each_side_in_rust_checks_its_result() {
    let site = Site::start().expect("a website can be started");
    let address = site.hosts().next().expect("it has a host");
    let sides = rust();
    assert!(sides.len() > 35, "{} sides", sides.len());
    // A server is needed for that one, which answers after a second; `cargo xtask bench server` has it.
    let sides = sides.into_iter().filter(|(table, _)| *table != "server");
    // All at once, since some of them wait for a second.
    thread::scope(|scope| {
        for (table, side) in sides {
            let address = &address;
            scope.spawn(move || {
                check(table, side, |args| {
                    let mut command = Command::new(env!("CARGO_BIN_EXE_bench"));
                    command.args(args).env("BENCH_SITE", address);
                    command.output().expect("it can be started")
                });
            });
        }
    });
}

#[test]
fn each_side_in_python_checks_its_result() {
    let python = if cfg!(windows) { "python" } else { "python3" };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/sides.py");
    for (table, side) in PYTHON {
        check(table, side, |args| {
            let mut command = Command::new(python);
            command.env("BENCH_PROGRAM", env!("CARGO_BIN_EXE_bench")).arg(&file).args(args);
            command.env("PYTHONDONTWRITEBYTECODE", "1").output().expect("CPython is there")
        });
    }
}

#[test]
fn what_was_measured_ends_as_it_ended_and_says_what_it_used() {
    let bench = env!("CARGO_BIN_EXE_bench");
    let run = |args: &[&str]| {
        let mut command = Command::new(bench);
        command.args(["measured", bench]).args(args).output().expect("it can be started")
    };
    let good = run(&["spawn", "tokio", SIZE]);
    let said = String::from_utf8_lossy(&good.stderr);
    assert!(good.status.success() && said.contains("took ") && said.contains("bench used "));
    assert!(!run(&["spawn", "tokio", SIZE, WRONG]).status.success());
}
