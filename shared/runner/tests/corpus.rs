//! A corpus of faulty programs: what the runner reports about each, and what the program itself reports.
//!
//! The program and the runner agree on every one, unless the fault is only visible from outside the
//! program. Those are marked, with the reason.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use expected_order::Order;
use runner::{Judgement, Spec, attempts, judge, pool, traced};

/// Which of the two notices a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// Neither, because it is not a fault: every claim holds.
    Fine,
    /// The program itself and the runner.
    Both,
    /// Only the runner. The program cannot see what others print on its output, or what happens to its
    /// trace, and it does not need a trace.
    Outside,
    /// The runner when it tries another second; the program when it runs at a learner's second.
    OtherSecond,
}

use Seen::{Both, Fine, OtherSecond, Outside};

/// The faults, which of the two notices each, and a part of the report.
const CORPUS: &[(&str, Seen, &str)] = &[
    ("", Fine, ""),
    ("two lines in one say", Fine, ""),
    ("standard error is noisy", Fine, ""),
    ("a panic that is expected", Fine, ""),
    ("a child that holds nothing", Fine, ""),
    ("the lanes are swapped", Both, "\"b: started\" came at 0"),
    ("the first line is missing", Both, "\"a: started\" never came"),
    ("two threads in either order", Both, "\"b: started\" came at 0"),
    ("a line in the middle is missing", Both, "\"a: done\" never came"),
    ("the last line is missing", Both, "\"all done\" never came"),
    ("the last two are swapped", Both, "\"all done\" came at 2"),
    ("the last is late and printed", Both, "\"all done\" never came"),
    ("the case differs", Both, "\"A: done\" came at 1"),
    ("a blank at the end", Both, "\"a: done \" came at 1"),
    ("a blank at the beginning", Both, "\" a: done\" came at 1"),
    ("two blanks", Both, "\"a:  done\" came at 1"),
    ("a carriage return", Both, "no row expects it"),
    ("a tab", Both, "no row expects it"),
    ("an escape sequence", Both, "no row expects it"),
    ("a null character", Both, "no row expects it"),
    ("a replacement character", Both, "no row expects it"),
    ("a letter that looks the same", Both, "no row expects it"),
    ("an override of the direction", Both, "no row expects it"),
    ("a line without a text", Both, "\"\" came at 1"),
    ("printed and not said", Both, "\"a: done\" never came"),
    ("printed by a child", Both, "\"a: done\" never came"),
    ("not text", Both, "\"a: done\" never came"),
    ("said twice", Both, "more often than expected"),
    ("a line that no row expects", Both, "\"a: nearly done\" came at 1"),
    ("a line after the last", Both, "\"really\" came at 2"),
    ("a long line", Both, "no row expects it"),
    ("many lines", Both, "\"line 0\" came at 1"),
    ("a thread that speaks on", Both, "\"and on\" came at 2"),
    ("one second late", Both, "\"a: done\" came at 2"),
    ("one second late at the end", Both, "\"b: done\" came at 3"),
    ("half a second late", Both, "\"a: done\" came at 1.5"),
    ("in turn where it should overlap", Both, "\"b: done\" came at 4"),
    ("a second early", Both, "\"a: done\" came at 0"),
    ("the rest early", Both, "\"b: done\" came at 1"),
    ("an error at once", Both, "main returned an error"),
    ("an error in the middle", Both, "main returned an error"),
    ("an error at the end", Both, "main returned an error"),
    ("a panic at once", Both, "main panicked"),
    ("a panic in the middle", Both, "main panicked"),
    ("a panic in a thread that is not joined", Both, "no luck"),
    ("a panic in a thread that is joined", Both, "no luck"),
    ("a panic that is caught", Both, "no luck"),
    ("two panics of which one is expected", Both, "no luck"),
    ("another panic than expected", Both, "no luck"),
    ("an expected panic that never comes", Both, "luck"),
    ("a panic while a line is formatted", Both, "no luck"),
    ("an exit with success of a lesson that fails", Both, "\"a: done\" never came"),
    ("an abort", Both, "it ended without lesson.finish()"),
    ("a stop for ever", Both, "it hangs"),
    ("a loop for ever", Both, "it hangs"),
    ("a lock that is never released", Both, "it hangs"),
    // An exit code of 0 is all that anyone sees of such a program, and it prints no report.
    ("an exit at once", Outside, "it ended without lesson.finish()"),
    ("an exit in the middle", Outside, "it ended without lesson.finish()"),
    ("said and printed", Outside, "it printed \"a: done\" without say!"),
    ("printed and then said", Outside, "without say!"),
    ("said and printed by a child", Outside, "it printed \"a: done\" without say!"),
    ("a prefix that is printed", Outside, "it printed \"really a: done\" without say!"),
    ("a line that no row expects is printed", Outside, "\"a: nearly done\" without say!"),
    ("half a line at the end", Outside, "its last line does not end with a newline"),
    ("much output", Outside, "it printed 1500"),
    ("a child that holds the output", Outside, "it left behind a process"),
    ("a trace that is cut", Outside, "trace"),
    ("a trace with another line", Outside, "of its trace is broken"),
    ("a constant second", OtherSecond, ""),
    ("a constant second at the end", OtherSecond, ""),
    ("a constant of the first length", OtherSecond, ""),
    ("a constant added", Both, "\"a: done\" came at"),
];

/// Faults that need a system with named pipes, and with files that can be removed while they are open.
#[cfg(unix)]
const OF_UNIX: &[(&str, Seen, &str)] = &[
    ("a trace that is gone", Outside, "its trace is no longer a file"),
    ("a trace that is a folder", Outside, "its trace is no longer a file"),
    ("a trace that is a pipe", Outside, "its trace is no longer a file"),
];
#[cfg(not(unix))]
const OF_UNIX: &[(&str, Seen, &str)] = &[];

const FIRST: Duration = Duration::from_millis(25);
const LEARNERS: Duration = Duration::from_secs(1);

/// The second at which a program judges itself, without another try. On Windows a process takes longer to start.
const ITS_OWN: Duration = Duration::from_millis(if cfg!(windows) { 400 } else { 100 });

fn faulty() -> PathBuf {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "runner", "--example", "faulty"])
        .status();
    assert!(status.expect("cargo starts").success(), "the faulty program does not build");
    let test = std::env::current_exe().expect("this test has a path");
    let debug = test.parent().and_then(Path::parent).expect("a test is in target/debug/deps");
    debug.join("examples").join(format!("faulty{}", std::env::consts::EXE_SUFFIX))
}

fn order() -> Order {
    include_str!("../examples/faulty.order").parse().expect("the claims can be read")
}

/// Whether the runner is satisfied, and its report: as `verify` judges a lesson, the run at another
/// second included.
fn by_the_runner(program: &Path, fault: &str, order: &Order) -> (bool, String) {
    let tried = |first, tries| {
        let run = |second| {
            let mut command = Command::new(program);
            command.env("FAULT", fault);
            let run = traced(Spec::new(command, order, second), |_| {})?;
            Ok((judge(&run, order), run))
        };
        let again =
            |(judgement, _): &(Judgement, _), attempt| judgement.is_worth_another_try(attempt);
        attempts(first, tries, run, again).expect("the program starts")
    };
    let (mut judgement, mut run) = tried(FIRST, 5);
    if judgement == Judgement::Holds {
        let (other, further) = tried(run.second.mul_f64(2.5), 3);
        if !matches!(other, Judgement::Holds | Judgement::MayBeNoise) {
            (judgement, run) = (other, further);
        }
    }
    let style = in_order::report::Style::plain();
    (judgement == Judgement::Holds, run.report(order, fault, "faulty.order", style))
}

/// Whether the program itself is satisfied, at a learner's second or a short one.
fn by_itself(program: &Path, fault: &str, second: Duration) -> bool {
    let mut command = Command::new(program);
    command.env("FAULT", fault).env("LESSON_SECOND", runner::second_text(second));
    command.env_remove("LESSON_TRACE").env("RUST_BACKTRACE", "0");
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.expect("the program starts").success()
}

#[test]
fn the_runner_sees_each_fault_and_agrees_with_the_program() {
    let (program, order) = (faulty(), order());
    let wrong = Mutex::new(Vec::new());
    let corpus: Vec<_> = CORPUS.iter().chain(OF_UNIX).copied().collect();
    assert!(corpus.len() > 60, "the corpus has {} programs", corpus.len());
    let check = |&(fault, seen, says): &(&str, Seen, &str)| {
        let (runner, report) = by_the_runner(&program, fault, &order);
        // A wrong program is wrong at any second, except one whose waits are not lesson seconds.
        let second = if seen == OtherSecond { Duration::from_millis(60) } else { ITS_OWN };
        let second = if fault == "a constant added" { LEARNERS } else { second };
        let itself = by_itself(&program, fault, second);
        let expected = match seen {
            Fine => (true, true),
            Both | OtherSecond => (false, false),
            Outside => (false, true),
        };
        if (runner, itself) != expected || !report.contains(says) {
            wrong.lock().expect("no worker panics").push(format!(
                "{fault:?}: the runner says {runner}, the program {itself}, expected {expected:?} and {says:?}:\n{report}"
            ));
        }
    };
    pool(8, corpus, |_| Duration::ZERO, check, |_, ()| Vec::new());
    let wrong = wrong.into_inner().expect("no worker panics");
    assert!(wrong.is_empty(), "{} are wrong:\n\n{}", wrong.len(), wrong.join("\n"));
}
