//! Records a lesson's lines, each with its time, and checks them against the expected order.
//!
//! ```ignore
//! use in_order::{Finished, lesson, say, secs};
//!
//! fn main() -> Finished {
//!     let lesson = lesson!();
//!     say!("waiting");
//!     std::thread::sleep(secs(2)); // two lesson seconds
//!     say!("done");
//!     lesson.finish()
//! }
//! ```
//!
//! The crate prints the lines of [`say!`] to standard output, and the report to standard error. It works
//! with any runtime, because its clock is the system's. A lesson second is one real second, unless
//! `--second` or `LESSON_SECOND` sets another length.
//!
//! # How a lesson ends
//! - [`Lesson::finish`]: prints the report. The exit code is 0 if every claim holds, and 1 if a claim is
//!   broken or a panic came that [`expect_panic`] does not claim.
//! - A panic in main, or `?`: prints the report on the lines so far. A panic's message comes before it, an
//!   error's after it. The exit code is not 0.
//! - Main returns without `finish`: does not compile, see [`Finished`].
//! - The lesson reaches its [`limit`]: prints the report, with the last line of each lane and the last wake
//!   and poll of each future that [`polls`] records, and ends the process with exit code 1. `LESSON_LIMIT=off` removes the limit, for debuggers.
//! - An unknown argument, an unreadable second or a bad expected order: prints one error, and ends the
//!   process with exit code 2.
//!
//! # Layout
//! - `run`: the run of this process: its clock, its lines and its panics
//! - `second`: how long a lesson second is, and the command line
//! - `polls`: a future's polls and wakes
//! - [`report`]: the report at the end
//! - `trace`: the run as JSON lines, for `LESSON_TRACE`

mod polls;
pub mod report;
mod run;
mod second;
mod trace;

use std::fmt;
use std::panic::Location;
use std::path::Path;
use std::process::{ExitCode, Termination};
use std::time::Duration;

pub use polls::polls;
use run::End;
pub use second::parse as parse_second;

/// Starts the clock, and compiles the folder's `expected.order`, or the file that is named, into the
/// program. Call it first in `main`, which returns [`Finished`].
#[macro_export]
macro_rules! lesson {
    () => {
        $crate::lesson!("expected.order")
    };
    ($file:literal) => {
        // Only the return type of `main` is used.
        $crate::Lesson::start(
            main,
            $crate::Source {
                package: env!("CARGO_PKG_NAME"),
                question: env!("CARGO_PKG_DESCRIPTION"),
                program: env!("CARGO_BIN_NAME"),
                folder: env!("CARGO_MANIFEST_DIR"),
                file: $file,
                compiled: file!(),
                expected: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $file)),
            },
        )
    };
}

/// Prints a line like `println!`, and records the line, its time and its place in the source. Both happen
/// under one lock, so the order on the screen is the order of the times.
///
/// Each line end in the text begins a new line. Any other control character is escaped, such as a carriage
/// return to `\r`: the line on the screen is then the line that is checked.
///
/// # Panics
/// Before [`lesson!`], and if standard output cannot be written. A closed pipe is not an error.
#[macro_export]
macro_rules! say {
    ($($arg:tt)*) => {
        $crate::say_line(format_args!($($arg)*))
    };
}

/// What [`say!`] calls.
#[doc(hidden)]
#[track_caller]
pub fn say_line(line: fmt::Arguments) {
    run::say(line, Location::caller(), std::io::stdout());
}

/// [`say_line`], printing to `out`. It exists to measure what recording a line costs.
#[doc(hidden)]
#[track_caller]
pub fn say_line_to(line: fmt::Arguments, out: impl std::io::Write) {
    run::say(line, Location::caller(), out);
}

/// The given number of lesson seconds.
///
/// # Panics
/// If `seconds` is negative or not finite.
pub fn secs(seconds: impl Into<f64>) -> Duration {
    second::length().mul_f64(seconds.into())
}

/// Claims a panic: one whose message contains `text` comes before [`Lesson::finish`], and is part of the
/// lesson. Each call claims one panic. The lesson fails if a claimed panic does not come, and if any other
/// panic comes, even in a task or a thread that is never joined.
///
/// # Panics
/// Before [`lesson!`].
pub fn expect_panic(text: &str) {
    run::expect_panic(text);
}

/// The value of an argument that only this lesson has, such as `--url ADDRESS`, if it was given. Call this before
/// [`lesson!`], which then accepts the argument and shows it in `--help`.
///
/// ```no_run
/// let url = in_order::argument("--url", "ADDRESS", "fetch this page; nothing is claimed about it");
/// ```
#[must_use]
pub fn argument(name: &'static str, value: &'static str, help: &'static str) -> Option<String> {
    second::argument(name, value, help)
}

/// How long a lesson may run, in real time: twice its last second, plus two lesson seconds and one real
/// second.
#[must_use]
pub fn limit(order: &expected_order::Order, second: Duration) -> Duration {
    let seconds = order.last_second() * 2 + Duration::from_secs(2);
    second.mul_f64(seconds.as_secs_f64()) + Duration::from_secs(1)
}

/// The return type of `main`. It has no values, so `main` can only end well by calling
/// [`Lesson::finish`], which never returns.
#[derive(Debug)]
pub enum Finished {}

impl Termination for Finished {
    fn report(self) -> ExitCode {
        match self {}
    }
}

/// The return types of a lesson's `main`: [`Finished`], or a `Result` of it.
#[diagnostic::on_unimplemented(
    message = "a lesson's `main` returns `Finished`, so that it cannot end without `lesson.finish()`",
    label = "write `-> Finished` or `-> anyhow::Result<Finished>` on `main`, and `lesson.finish()` last"
)]
pub trait EndsInFinish {}
impl EndsInFinish for Finished {}
impl<E> EndsInFinish for Result<Finished, E> {}

/// What [`lesson!`] knows at compile time.
#[doc(hidden)]
#[derive(Debug)]
pub struct Source {
    pub package: &'static str,
    pub question: &'static str,
    pub program: &'static str,
    pub folder: &'static str,
    pub file: &'static str,
    /// The file that calls [`lesson!`], as the compiler names it.
    pub compiled: &'static str,
    pub expected: &'static str,
}

impl Source {
    /// `gather on smol`, `gather: mistake one-by-one`.
    fn title(&self) -> String {
        let variant =
            self.program.strip_prefix(self.package).map(|rest| rest.trim_start_matches('-'));
        match variant {
            Some("") => format!("{} on tokio", self.package),
            Some(variant) => match variant.strip_prefix("mistake-") {
                Some(mistake) => format!("{}: mistake {mistake}", self.package),
                None => format!("{} on {variant}", self.package),
            },
            None => self.program.into(),
        }
    }

    /// A file of the lesson's folder: relative to the current folder if it is inside, and with `/` on
    /// every system.
    fn shown(&self, file: &str) -> String {
        let path = Path::new(self.folder).join(file);
        let here = std::env::current_dir().unwrap_or_default();
        slashes(&path.strip_prefix(here).unwrap_or(&path).to_string_lossy())
    }

    /// File and line of a place in the program. A file of the lesson is relative to the lesson's folder,
    /// such as `src/main.rs`. Any other file is named as the compiler names it.
    fn place(&self, location: &Location) -> (String, u32) {
        let file = slashes(location.file());
        let own = self.prefix().and_then(|prefix| file.strip_prefix(&prefix)).map(str::to_owned);
        (own.unwrap_or(file), location.line())
    }

    /// What the compiler's names of the lesson's files begin with, such as `lessons/gather/`. Cargo names
    /// files from the root of the workspace, which is above the lesson's folder. So the prefix is the end
    /// of the folder's path. It is empty if the lesson is the root.
    fn prefix(&self) -> Option<String> {
        let (folder, compiled) = (slashes(self.folder) + "/", slashes(self.compiled));
        let ends = folder.match_indices('/').map(|(at, _)| &folder[at + 1..]);
        let mut ends = std::iter::once(folder.as_str()).chain(ends).filter(|end| !end.is_empty());
        ends.find(|end| compiled.starts_with(end)).map(str::to_owned)
    }

    /// What to do next. After a lesson that holds: its first mistake, if the folder that it was built in still
    /// exists. After a mistake: its repair.
    fn next(&self, holds: bool) -> Option<String> {
        let prefix = format!("{}-mistake-", self.package);
        if self.program.starts_with(&prefix) && !holds {
            let file = self.shown(&format!("examples/{}.rs", self.program));
            return Some(format!(
                "repair {file} until its claims hold; {} stays as it is",
                self.file
            ));
        }
        if self.program != self.package || !holds {
            return None;
        }
        let entries = Path::new(self.folder).join("examples").read_dir().ok()?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let stems = names.filter_map(|name| name.strip_suffix(".rs").map(str::to_owned));
        let first = stems.filter(|stem| stem.starts_with(&prefix)).min()?;
        Some(format!("cargo run -p {} --example {first}", self.package))
    }
}

/// A path with `/` between its parts, also on Windows.
fn slashes(path: &str) -> String {
    path.replace(std::path::MAIN_SEPARATOR, "/")
}

/// A running lesson, from [`lesson!`].
#[must_use = "a lesson ends with `lesson.finish()`"]
#[derive(Debug)]
pub struct Lesson {
    /// Only [`lesson!`] creates a value.
    _private: (),
}

impl Lesson {
    /// What [`lesson!`] calls.
    #[doc(hidden)]
    pub fn start<M: EndsInFinish>(_main: fn() -> M, source: Source) -> Self {
        run::start(source);
        Self { _private: () }
    }

    /// Checks the run, reports on standard error, and ends the process: with exit code 0 when
    /// every claim holds, 1 when one is broken or a panic came that is not claimed. Nothing after it runs,
    /// not even destructors. So a lesson that claims something about a drop must drop the value before.
    pub fn finish(self) -> ! {
        run::end(End::Finished)
    }
}

/// An end that is not [`Lesson::finish`]: `?` or a panic. The report comes first, so that the error's own
/// message is last.
impl Drop for Lesson {
    fn drop(&mut self) {
        run::report(if std::thread::panicking() { End::Panicked } else { End::Returned });
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    fn prefix(folder: &'static str, compiled: &'static str) -> Option<String> {
        let (package, question, program, file, expected) = ("", "", "", "", "");
        Source { package, question, program, folder, file, compiled, expected }.prefix()
    }

    #[test]
    fn the_files_of_a_lesson_are_found_below_any_root() {
        let folder = "/home/ann/course/lessons/gather";
        assert_eq!(
            prefix(folder, "lessons/gather/src/main.rs").as_deref(),
            Some("lessons/gather/")
        );
        assert_eq!(prefix(folder, "gather/examples/one.rs").as_deref(), Some("gather/"));
        let absolute = "/home/ann/course/lessons/gather/src/main.rs";
        assert_eq!(prefix(folder, absolute).as_deref(), Some("/home/ann/course/lessons/gather/"));
        assert_eq!(prefix(folder, "src/main.rs"), None);
        assert_eq!(prefix(folder, "lessons/gathering/src/main.rs"), None);
    }

    #[test]
    #[cfg(windows)]
    fn the_files_of_a_lesson_are_found_on_windows() {
        let found = prefix(r"C:\course\lessons\gather", r"lessons\gather\src\main.rs");
        assert_eq!(found.as_deref(), Some("lessons/gather/"));
    }
}
