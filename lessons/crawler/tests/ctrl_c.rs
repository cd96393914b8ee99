//! A real SIGINT: what is under way is finished, nothing more is begun, and what is left is printed. A
//! second one exits immediately.
#![cfg(unix)]

use std::io::{self, BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// Starts the crawler and returns it when its first page is done: five more are then under way.
fn start() -> io::Result<(Child, impl BufRead)> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_crawler"))
        .args(["--second", "2s"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut line = String::new();
    lines.read_line(&mut line)?;
    assert_eq!(line, "A/0: found [A/1, A/2, A/3, B/0, C/0, D/0, E/0]\n");
    Ok((child, lines))
}

fn interrupt(child: &Child) -> io::Result<()> {
    let status = Command::new("kill").args(["-INT", &child.id().to_string()]).status()?;
    assert!(status.success());
    Ok(())
}

#[test]
fn what_is_under_way_is_finished() -> io::Result<()> {
    let (child, mut lines) = start()?;
    interrupt(&child)?;
    let mut rest = String::new();
    lines.read_to_string(&mut rest)?;
    let output = child.wait_with_output()?;

    let mut rest: Vec<&str> = rest.lines().collect();
    let left = rest.pop().expect("it says what is left");
    let mut left: Vec<_> =
        left.trim_start_matches("left: [").trim_end_matches(']').split(", ").collect();
    left.sort_unstable();
    assert_eq!(left, ["A/3", "B/1", "C/1", "D/silent", "E/0"]);
    assert_eq!(rest.pop(), Some("pages done: 6, most at once: 5, most at one host: 2"));
    rest.sort_unstable();
    assert_eq!(
        rest,
        [
            "5 pages so far",
            "A/1: found []",
            "A/2: found []",
            "B/0: found [B/1]",
            "C/0: found [C/1]",
            "D/0: found [D/silent]",
        ]
    );
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        errors,
        "finishing what is under way; press Ctrl-C again to exit immediately\n\
         interrupted, so the claims of the lesson were not checked\n"
    );
    assert_eq!(output.status.code(), Some(130));
    Ok(())
}

#[test]
fn a_second_one_leaves_at_once() -> io::Result<()> {
    let (mut child, mut lines) = start()?;
    let mut errors = BufReader::new(child.stderr.take().expect("it is piped"));
    interrupt(&child)?;
    let mut line = String::new();
    errors.read_line(&mut line)?;
    assert!(line.starts_with("finishing"), "{line}");
    // More than once, because the program misses a signal that comes between two waits.
    let status = loop {
        interrupt(&child)?;
        thread::sleep(Duration::from_millis(20));
        if let Some(status) = child.try_wait()? {
            break status;
        }
    };
    let mut rest = String::new();
    lines.read_to_string(&mut rest)?;
    assert_eq!(rest, "");
    assert_eq!(status.code(), Some(130));
    Ok(())
}
