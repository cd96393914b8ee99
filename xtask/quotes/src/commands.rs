//! The commands of the pages: which are run, and what they print.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Result, bail};

use course::exit::{Exit, fail};
use runner::build::cargo;
use runner::process::{self, interrupted};
use runner::second_text;

/// The commands that are not run, each with its reason. A command that no page has is an error.
pub(crate) const EXEMPT: [(&str, &str); 15] = [
    ("cargo xtask book --open", "opens a browser; `ci` makes the book"),
    ("git clone <address> async-in-order", "needs the address of the repository"),
    ("cd async-in-order", "follows `git clone`"),
    ("cargo xtask ci", "runs this command"),
    ("cargo xtask learn", "waits for keys"),
    ("cargo xtask new NAME", "has a placeholder; xtask/tests/new.rs makes a lesson"),
    ("cargo xtask python-setup", "needs the network; `ci` runs it first"),
    ("cargo fetch --locked", "needs the network"),
    ("cargo test --workspace -- --ignored", "needs more programs; CI runs it after `ci`"),
    ("cargo xtask bench", "takes minutes, on a quiet machine"),
    ("/usr/bin/python3 -m venv target/bench-python", "needs an optimized CPython in that place"),
    (
        "target/bench-python/bin/python -m pip install -r shared/python/requirements.txt \
         -r xtask/bench/python/requirements.txt",
        "needs the network",
    ),
    (
        "cargo xtask bench --page --python target/bench-python/bin/python",
        "takes minutes, and changes a page",
    ),
    (
        "for lesson in lessons/*/; do cargo build --manifest-path \"${lesson}Cargo.toml\"; done",
        "takes minutes; `ci` builds each lesson alone",
    ),
    (
        "for lesson in lessons/*/; do cargo build --examples --manifest-path \
         \"${lesson}Cargo.toml\"; done",
        "takes minutes; `ci` builds all examples",
    ),
];

/// The lesson second of a command's first try, and the most tries.
pub(crate) const FIRST: (Duration, usize) = (Duration::from_millis(25), 4);

/// The same if an output is recorded, because a page shows seconds.
pub(crate) const RECORDED: (Duration, usize) = (Duration::from_secs(1), 1);

/// The longest that one command may take.
const LIMIT: Duration = Duration::from_secs(600);

/// Why a command is not run.
pub(crate) fn exempt(command: &str) -> Option<&'static str> {
    EXEMPT.iter().find(|(exempt, _)| *exempt == command).map(|(_, why)| *why)
}

/// The commands of a `console` block, each with its line in the block, from 0. A leading `$` is
/// removed, and a backslash at the end of a line continues it on the next one.
pub(crate) fn commands(block: &[String]) -> Vec<(usize, String)> {
    let mut commands: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (number, line) in block.iter().enumerate() {
        let (text, goes_on) = line.strip_suffix('\\').map_or((&**line, false), |text| (text, true));
        match commands.last_mut().filter(|_| open) {
            Some((_, command)) => *command = format!("{} {}", command.trim_end(), text.trim()),
            None if text.trim().is_empty() => {}
            None => commands.push((number, text.strip_prefix("$ ").unwrap_or(text).trim().into())),
        }
        open = goes_on;
    }
    commands
}

/// What a command did.
#[derive(Debug, Default)]
pub(crate) struct Ran {
    /// Its exit code; none if a signal or the limit ended it.
    pub(crate) code: Option<i32>,
    /// What it printed: standard output, and then standard error.
    pub(crate) output: String,
}

/// Runs a command as a reader types it, in the root of the workspace, with Cargo's own messages left
/// out.
pub(crate) fn run(root: &Path, command: &str, second: Duration) -> Result<Ran> {
    let mut shell = Command::new("sh");
    shell.current_dir(root).args(["-c", command]);
    shell.env("LESSON_SECOND", second_text(second)).env("CARGO_TERM_QUIET", "true");
    // Reports as on a terminal that shows Unicode but no colours.
    shell.env("NO_COLOR", "1").env("LC_ALL", "C.UTF-8").env("PYTHONUNBUFFERED", "1");
    shell.env_remove("LESSON_LIMIT").env_remove("LESSON_TRACE").env_remove("RUST_BACKTRACE");
    let ended = process::run(shell, LIMIT, [None, None], &AtomicBool::new(false))?;
    if interrupted() {
        return Err(fail(Exit::Interrupted, "interrupted"));
    }
    let bytes = [ended.stdout.head, ended.stderr.head].concat();
    let output = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Ran { code: ended.status.and_then(|status| status.code()), output })
}

/// Builds everything that the commands run, so that no command fails because of a build.
pub(crate) fn build<'a>(root: &Path, commands: impl Iterator<Item = &'a str>) -> Result<()> {
    let packages: BTreeSet<&str> = commands.filter_map(package).collect();
    if packages.is_empty() {
        return Ok(());
    }
    let mut build = cargo();
    build.current_dir(root).args(["build", "--quiet", "--bins", "--examples", "--tests"]);
    build.args(packages.iter().flat_map(|package| ["--package", package]));
    if !build.status()?.success() {
        bail!(fail(Exit::BuildFailed, "the programs that the pages run do not build"));
    }
    Ok(())
}

/// The package that a command of Cargo's builds.
fn package(command: &str) -> Option<&str> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let own = words.split(|word| *word == "--").next()?;
    if !matches!(own, ["cargo", "run" | "test", ..]) {
        return None;
    }
    let pairs = own.windows(2).find(|pair| matches!(pair[0], "-p" | "--package"));
    pairs.map(|pair| pair[1])
}

/// A line of an output as it is compared. Times such as `3.01 s`, `25 ms` or `15.00 lesson seconds` are all
/// equal, and so are blanks and the lines of a picture, however long.
pub(crate) fn without_times(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line.trim_end();
    while let Some(next) = rest.chars().next() {
        let in_number = out.ends_with(|c: char| c.is_alphanumeric() || c == '.');
        if let Some(after) = time(rest).filter(|_| !in_number) {
            out.push_str("_ s");
            rest = after;
            continue;
        }
        if !(" ─█".contains(next) && out.ends_with(next)) {
            out.push(next);
        }
        rest = &rest[next.len_utf8()..];
    }
    out
}

/// What follows a time, if the text begins with one.
fn time(text: &str) -> Option<&str> {
    let number = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, rest) = text.split_at(number);
    number.parse::<f64>().ok()?;
    let units = [" lesson seconds", " ms", " s"];
    let rest = units.iter().find_map(|unit| rest.strip_prefix(unit))?;
    (!rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_may_have_a_prompt_and_more_lines() {
        let block = ["$ cargo run \\", "    -p gather", "", "python3 a.py"].map(str::to_owned);
        let found = commands(&block);
        assert_eq!(found, [(0, "cargo run -p gather".into()), (3, "python3 a.py".into())]);
    }

    #[test]
    fn times_are_equal_and_nothing_else_is() {
        for (one, other) in [
            ("the run took 3.00 s", "the run took 3.02 s"),
            ("gather on tokio      1 s = 1 s", "gather on tokio    1 s = 25 ms"),
            ("a     ●────●", "a   ●─────●"),
            ("ended after 15.00 lesson seconds: it", "ended after 53.01 lesson seconds: it"),
        ] {
            assert_eq!(without_times(one), without_times(other));
        }
        for (one, other) in [
            ("6 causes and 4 seconds hold", "6 causes and 3 seconds hold"),
            ("a: 3 parts", "a: 2 parts"),
            ("a     ●────●", "a     ●────●─●"),
            ("3s main", "4s main"),
            ("got 33 aa", "got 3 a"),
            ("v1.2 s", "v1.3 s"),
        ] {
            assert_ne!(without_times(one), without_times(other));
        }
    }

    #[test]
    fn the_package_of_a_command_is_its_own() {
        assert_eq!(package("cargo run -p gather -- -p x"), Some("gather"));
        assert_eq!(package("cargo test --package tcp"), Some("tcp"));
        assert_eq!(package("cargo xtask run -p x"), None);
        assert_eq!(package("./run -- cargo run -p x"), None);
    }
}
