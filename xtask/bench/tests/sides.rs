//! Every side does a little of its work, and every side rejects a wrong result.

use std::path::Path;
use std::process::{Command, Output};
use std::thread;

use site::Site;

/// The sides in a language that need nothing installed, each as the arguments that name it.
fn sides(language: &str) -> Vec<[String; 2]> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bench"));
    let output = command.arg("sides").output().expect("it can be started");
    let text = String::from_utf8(output.stdout).expect("names are UTF-8");
    let sides = text.lines().filter_map(|line| {
        let names = line.strip_prefix(language)?.strip_prefix('\t')?;
        let (what, side) = names.split_once('\t')?;
        Some([what.to_owned(), side.to_owned()])
    });
    sides.collect()
}

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
    // The clients of a server are not among them; `cargo xtask bench server` runs these.
    let sides = sides("rust");
    assert!(sides.len() > 35, "{} sides", sides.len());
    // All at once, since some of them wait for a second.
    thread::scope(|scope| {
        for [table, side] in &sides {
            let address = &address;
            scope.spawn(move || {
                check(table, side, |args| {
                    let mut command = Command::new(env!("CARGO_BIN_EXE_bench"));
                    command.arg("side").args(args).env("BENCH_SITE", address);
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
    let sides = sides("python");
    assert!(sides.len() > 10, "{} sides", sides.len());
    for [work, on] in &sides {
        check(work, on, |args| {
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
        command.args(["measured", bench, "side"]).args(args).output().expect("it can be started")
    };
    let side = "Tokio, one thread";
    let good = run(&["spawn", side, SIZE]);
    let said = String::from_utf8_lossy(&good.stderr);
    assert!(good.status.success() && said.contains("took ") && said.contains("bench used "));
    assert!(!run(&["spawn", side, SIZE, WRONG]).status.success());
}
