//! Runs the lesson 200 times with very short seconds, and looks at the order of its lines only.

use std::process::{Child, Command, Stdio};

const RUNS: usize = 200;
const AT_A_TIME: usize = 8;

#[test]
fn the_causes_hold_in_200_runs() {
    let mut main_first = 0;
    for _ in 0..RUNS / AT_A_TIME {
        let running: Vec<Child> = (0..AT_A_TIME).map(|_| start()).collect();
        for run in running {
            let output = run.wait_with_output().expect("it ran");
            let text = String::from_utf8(output.stdout).expect("it is text");
            main_first += usize::from(text.starts_with("main: spawned"));
            check(&text);
        }
    }
    println!("main was first in {main_first} of {RUNS} runs");
}

/// Starts the lesson. Its seconds are so short that a busy machine breaks them, so the exit code says
/// nothing here.
fn start() -> Child {
    let mut lesson = Command::new(env!("CARGO_BIN_EXE_many-threads"));
    lesson.env("LESSON_SECOND", "10ms").env("LESSON_LIMIT", "off");
    lesson.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts")
}

fn check(text: &str) {
    let at = |end: &str| {
        let found = text.lines().position(|line| line.ends_with(end));
        found.unwrap_or_else(|| panic!("no line ends in {end:?}:\n{text}"))
    };
    assert!(at("the shop is open") < at("sold the last ticket"), "{text}");
    assert!(at("sold the last ticket") < at("too late"), "{text}");
    assert!(at("sold the last ticket") < at("paid"), "{text}");
    assert_eq!(text.lines().last(), Some("main: sold 1, left 0"), "{text}");
    assert_eq!(text.lines().count(), 8, "{text}");
}
