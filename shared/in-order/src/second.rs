//! How long a lesson second is, and the command line.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::Source;

/// The exit code for arguments and files that cannot be read.
pub(crate) const UNUSABLE: i32 = 2;

/// The length of a lesson second.
pub(crate) fn length() -> Duration {
    static LENGTH: OnceLock<Duration> = OnceLock::new();
    *LENGTH.get_or_init(|| {
        let mut args = std::env::args().skip_while(|arg| arg != "--second");
        let (name, text) = match (args.next(), args.next(), std::env::var("LESSON_SECOND")) {
            (Some(_), text, _) => ("--second", text.unwrap_or_default()),
            (None, _, Ok(text)) => ("LESSON_SECOND", text),
            (None, _, Err(_)) => return Duration::from_secs(1),
        };
        parse(&text).unwrap_or_else(|| {
            fail(&format!("{name} is \"{text}\"; write a length such as 25ms, 0.5s or 1s"))
        })
    })
}

/// Parses a length such as `25ms` or `0.5s`. It must be between a microsecond and an hour.
#[must_use]
pub fn parse(text: &str) -> Option<Duration> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 1e-3),
        None => (text.strip_suffix('s')?, 1.0),
    };
    let plain = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let seconds = number.parse::<f64>().ok().filter(|_| plain)? * unit;
    (1e-6..=3600.0).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
}

/// The arguments that only this lesson has, each with its line of `--help`.
static OWN: Mutex<Vec<(&str, &str, &str)>> = Mutex::new(Vec::new());

/// Declares an argument that only this lesson has, and returns its value.
pub(crate) fn argument(
    name: &'static str,
    value: &'static str,
    help: &'static str,
) -> Option<String> {
    OWN.lock().unwrap_or_else(PoisonError::into_inner).push((name, value, help));
    let mut args = std::env::args().skip(1).skip_while(|arg| arg != name);
    args.next()?;
    Some(args.next().unwrap_or_else(|| fail(&format!("{name} needs a value: {name} {value}"))))
}

/// Reads the command line and answers `--help`.
pub(crate) fn read_arguments(source: &Source) {
    let own = OWN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--help" | "-h" => {
                println!("{}", help(source, &own));
                std::process::exit(0);
            }
            // `length` has read and checked the value.
            "--second" => drop(args.next()),
            _ if own.iter().any(|(name, ..)| *name == arg) => drop(args.next()),
            _ => fail(&format!("unknown argument `{arg}`; --help lists the arguments")),
        }
    }
    if let Ok(value) = std::env::var("LESSON_LIMIT")
        && value != "off"
    {
        fail(&format!("LESSON_LIMIT is \"{value}\"; the only value is off"));
    }
}

fn help(source: &Source, own: &[(&str, &str, &str)]) -> String {
    let Source { question, program, file, .. } = source;
    let usage: String =
        own.iter().map(|(name, value, _)| [" [", name, " ", value, "]"].concat()).collect();
    let lines: String = own
        .iter()
        .map(|(name, value, help)| {
            [&format!("{:18}", [name, " ", value].concat()), *help, "\n"].concat()
        })
        .collect();
    format!(
        "{program}: {question}\n\n\
         usage: {program} [--second LENGTH]{usage}\n\n\
         --second LENGTH   the length of a lesson second, such as 25ms or 0.5s (default 1s)\n\
         {lines}\
         --help            print this help\n\n\
         LESSON_SECOND=25ms   the same as --second\n\
         LESSON_LIMIT=off     let a lesson that hangs run on, for a debugger\n\
         LESSON_TRACE=FILE    write a trace to FILE, as JSON lines, and print no report\n\
         NO_COLOR=1, CLICOLOR_FORCE=1   never use colour, or also without a terminal\n\n\
         The lesson prints its lines to standard output and its report to standard error.\n\
         Exit codes: 0 all claims hold; 1 a claim is broken, or a panic was not expected;\n\
         2 an argument or a file cannot be used.\n\
         Claims: {}",
        source.shown(file)
    )
}

/// Prints an error and ends the process.
pub(crate) fn fail(message: &str) -> ! {
    eprintln!("error: {message}");
    std::process::exit(UNUSABLE);
}
