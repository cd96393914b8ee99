//! A lesson that is wrong in the way that `FAULT` names. `tests/corpus.rs` runs it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::panic;
use std::process::{self, Child, Command, Stdio};
use std::sync::Arc;
use std::thread::{self, sleep};
use std::time::Duration;

use in_order::{Finished, lesson, say, secs};

#[expect(clippy::too_many_lines, reason = "it is a list of faults")]
fn main() -> Result<Finished, String> {
    let fault = std::env::var("FAULT").unwrap_or_default();
    if let Some(line) = fault.strip_prefix("child prints ") {
        println!("{line}");
        return Err(String::new());
    }
    let fault = fault.as_str();
    if fault == "child waits" {
        sleep(Duration::from_secs(10));
        return Err(String::new());
    }
    let lesson = lesson!("examples/faulty.order");
    at_the_start(fault)?;
    match fault {
        "the lanes are swapped" => {
            say!("b: started");
            say!("a: started");
        }
        "the first line is missing" => say!("b: started"),
        "two lines in one say" => say!("a: started\nb: started"),
        "two threads in either order" => {
            // The second thread is first.
            thread::scope(|scope| {
                scope.spawn(|| {
                    sleep(secs(0.2));
                    say!("a: started");
                });
                scope.spawn(|| say!("b: started"));
            });
        }
        _ => {
            say!("a: started");
            say!("b: started");
        }
    }
    sleep(first_wait(fault));
    in_the_middle(fault)?;
    match fault {
        "a line in the middle is missing" => {}
        "the case differs" => say!("A: done"),
        "a blank at the end" => say!("a: done "),
        "a blank at the beginning" => say!(" a: done"),
        "two blanks" => say!("a:  done"),
        "a carriage return" => say!("a: done\r"),
        "a tab" => say!("a:\tdone"),
        "an escape sequence" => say!("\u{1b}[31ma: done\u{1b}[0m"),
        "a null character" => say!("a: done\0"),
        "a replacement character" => say!("a: done\u{fffd}"),
        "a letter that looks the same" => say!("\u{430}: done"),
        "an override of the direction" => say!("a: \u{202e}enod"),
        "a line without a text" => say!(""),
        "printed and not said" => println!("a: done"),
        "said and printed" => {
            say!("a: done");
            println!("a: done");
        }
        "printed and then said" => {
            println!("a: done");
            say!("a: done");
        }
        "printed by a child" => drop(child("a: done").wait()),
        "said and printed by a child" => {
            say!("a: done");
            drop(child("a: done").wait());
        }
        "not text" => out(b"a: done\xff\n"),
        "a prefix that is printed" => {
            out(b"really ");
            say!("a: done");
        }
        "said twice" => {
            say!("a: done");
            say!("a: done");
        }
        "a line that no row expects" => {
            say!("a: nearly done");
            say!("a: done");
        }
        "a line that no row expects is printed" => {
            println!("a: nearly done");
            say!("a: done");
        }
        "a long line" => {
            say!("{}", "a".repeat(100_000));
            say!("a: done");
        }
        "many lines" => {
            (0..2000).for_each(|n| say!("line {n}"));
            say!("a: done");
        }
        "much output" => {
            say!("a: done");
            (0..1_500).for_each(|_| println!("{}", "x".repeat(999)));
        }
        "standard error is noisy" => {
            eprintln!("a: done");
            say!("a: done");
        }
        _ => say!("a: done"),
    }
    sleep(second_wait(fault));
    at_the_end(fault)?;
    match fault {
        "the last line is missing" => say!("b: done"),
        "the last two are swapped" => {
            say!("all done");
            say!("b: done");
        }
        "the last is late and printed" => {
            say!("b: done");
            sleep(secs(2));
            println!("all done");
        }
        "half a line at the end" => {
            say!("b: done");
            say!("all done");
            out(b"half");
        }
        "a line after the last" => {
            say!("b: done");
            say!("all done");
            say!("really");
        }
        _ => {
            say!("b: done");
            say!("all done");
        }
    }
    lesson.finish()
}

fn first_wait(fault: &str) -> Duration {
    match fault {
        "one second late" => secs(2),
        "a second early" => Duration::ZERO,
        "half a second late" => secs(1.5),
        "a constant second" => Duration::from_secs(1),
        "a constant of the first length" => Duration::from_millis(25),
        "a constant added" => secs(1) + Duration::from_millis(700),
        "a constant taken away" => secs(1).saturating_sub(Duration::from_millis(20)),
        _ => secs(1),
    }
}

fn second_wait(fault: &str) -> Duration {
    match fault {
        "one second late at the end" => secs(2),
        "a constant second at the end" => Duration::from_secs(1),
        "the rest early" => Duration::ZERO,
        "in turn where it should overlap" => secs(3),
        _ => secs(1),
    }
}

fn at_the_start(fault: &str) -> Result<(), String> {
    match fault {
        "an error at once" => Err("no luck".into()),
        "a panic at once" => panic!("no luck"),
        "an exit at once" => process::exit(0),
        _ => Ok(()),
    }
}

fn in_the_middle(fault: &str) -> Result<(), String> {
    match fault {
        "an error in the middle" => return Err("no luck".into()),
        "a panic in the middle" => panic!("no luck"),
        "a panic in a thread that is not joined" => {
            thread::spawn(|| panic!("no luck"));
            sleep(Duration::from_millis(5));
        }
        "a panic in a thread that is joined" => drop(thread::spawn(|| panic!("no luck")).join()),
        "a panic that is caught" => drop(panic::catch_unwind(|| panic!("no luck"))),
        "a panic that is expected" => {
            in_order::expect_panic("luck");
            drop(thread::spawn(|| panic!("no luck")).join());
        }
        "two panics of which one is expected" => {
            in_order::expect_panic("luck");
            (0..2).for_each(|_| drop(thread::spawn(|| panic!("no luck")).join()));
        }
        "another panic than expected" => {
            in_order::expect_panic("fortune");
            drop(thread::spawn(|| panic!("no luck")).join());
        }
        "an expected panic that never comes" => in_order::expect_panic("luck"),
        "a panic while a line is formatted" => {
            let line = panic::AssertUnwindSafe(|| say!("{}", Bomb));
            drop(panic::catch_unwind(line));
        }
        "an exit in the middle" => process::exit(0),
        "an exit with success of a lesson that fails" => process::exit(1),
        "an abort" => process::abort(),
        "a stop for ever" => thread::park(),
        "a loop for ever" => loop {
            std::hint::black_box(0);
        },
        "a lock that is never released" => {
            let lock = Arc::new(std::sync::Mutex::new(()));
            let _first = lock.lock();
            let _second = lock.lock();
        }
        "a trace that is gone" => drop(fs::remove_file(trace())),
        "a trace that is cut" => drop(fs::write(trace(), "")),
        "a trace that is a folder" => {
            let _ = fs::remove_file(trace());
            let _ = fs::create_dir(trace());
        }
        "a trace with another line" => {
            // Longer than what the program still writes at the same place.
            if let Ok(mut trace) = OpenOptions::new().append(true).open(trace()) {
                let _ = writeln!(trace, "{{\"at_ns\":1,\"line\":\"{}\"}}", "a".repeat(9000));
            }
        }
        "a trace that is a pipe" => {
            let _ = fs::remove_file(trace());
            let _ = Command::new("mkfifo").arg(trace()).status();
        }
        _ => {}
    }
    Ok(())
}

fn at_the_end(fault: &str) -> Result<(), String> {
    match fault {
        "an error at the end" => return Err("no luck".into()),
        "a child that holds the output" => {
            drop(Command::new(this()).env("FAULT", "child waits").spawn());
        }
        "a child that holds nothing" => {
            let quiet = Command::new(this())
                .env("FAULT", "child prints ")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn();
            drop(quiet);
        }
        "a thread that speaks on" => {
            thread::spawn(|| {
                loop {
                    say!("and on");
                    sleep(secs(0.1));
                }
            });
            sleep(secs(0.3));
        }
        _ => {}
    }
    Ok(())
}

fn this() -> std::path::PathBuf {
    std::env::current_exe().expect("this program has a path")
}

/// This program again, to print a line on the same output.
fn child(line: &str) -> Child {
    let fault = format!("child prints {line}");
    Command::new(this()).env("FAULT", fault).stderr(Stdio::null()).spawn().expect("it starts")
}

fn out(bytes: &[u8]) {
    let _ = io::stdout().write_all(bytes).and_then(|()| io::stdout().flush());
}

fn trace() -> String {
    std::env::var("LESSON_TRACE").unwrap_or_else(|_| "no trace".into())
}

/// Panics when it is formatted.
struct Bomb;

impl std::fmt::Display for Bomb {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("no luck")
    }
}
