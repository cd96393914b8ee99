//! `cargo xtask`: runs, verifies and extends the course.
//!
//! # Layout
//! - `commands`: one file per command
//! - `learn`: the walk through the course
//! - `present`: the results of `verify`, one file per format
//! - `arguments`, `passing`, `progress`: what several commands take, pass on and show
//!
//! The crate `course` describes the course, and the crate `runner` runs it.

mod arguments;
mod commands;
mod learn;
mod passing;
mod present;
mod progress;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use course::exit;

use crate::commands::{
    attack, bench, book, check, ci, claims, list, load, luck, new, quotes, refused, run, stress,
    verify,
};

/// Runs, verifies and extends the course
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 success, 1 a claim is broken or a check failed, 2 unusable arguments,
3 the build failed, 4 no such lesson, 5 an expected order cannot be read, 130 interrupted.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the lessons and their questions
    List,
    /// Walk through the course: predict, watch, repair
    Learn(learn::Options),
    /// Run one lesson, on any of its runtimes
    Run(run::Options),
    /// Run every program of every lesson and check every claim
    Verify(verify::Options),
    /// Print the compiler's messages on the programs that must not compile
    Refused(refused::Options),
    /// Print every claim with its file and line
    Claims(claims::Options),
    /// Verify the course and make a web book from it
    Book(book::Options),
    /// Check that each block of each page matches the file or the command that it quotes
    Quotes(quotes::Options),
    /// Break every claim on purpose and check that it is noticed
    Attack(attack::Options),
    /// Verify the lessons over and over, under load, and count false alarms
    Stress(stress::Options),
    /// Run lessons with random scheduling and list each claim that rests on one scheduler's habits
    Luck(luck::Options),
    /// Keep the machine busy, for `stress`
    #[command(hide = true)]
    Load {
        #[arg(value_enum)]
        work: load::Work,
    },
    /// Measure what asynchronous code costs, side by side; `cargo xtask bench --help` shows how
    #[command(disable_help_flag = true)]
    Bench(bench::Options),
    /// Check any program against an expected order
    Check(check::Options),
    /// Install the Python packages that some twins need, under target/
    PythonSetup,
    /// Make a working lesson to start from
    New(new::Options),
    /// Run every check that a change must pass
    Ci,
    /// Print a shell script that makes `xtask` a command, short for `cargo xtask`, with completions
    Completions { shell: Shell },
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::List => list::list(),
        Command::Learn(options) => learn::learn(&options),
        Command::Run(options) => run::run(&options),
        Command::Verify(options) => verify::verify(&options),
        Command::Refused(options) => refused::refused(&options),
        Command::Claims(options) => claims::claims(&options),
        Command::Book(options) => book::book(&options),
        Command::Attack(options) => attack::attack(&options),
        Command::Stress(options) => stress::stress(&options),
        Command::Luck(options) => luck::luck(&options),
        Command::Load { work } => {
            load::work(work);
            Ok(())
        }
        // The separate program has already printed what is wrong.
        Command::Bench(options) => match bench::bench(&options) {
            Ok(code) => return code,
            Err(error) => Err(error),
        },
        Command::Quotes(options) => match quotes::quotes(&options) {
            Ok(code) => return code,
            Err(error) => Err(error),
        },
        Command::Check(options) => check::check(&options),
        Command::PythonSetup => runner::python::setup(),
        Command::New(options) => new::new(&options),
        Command::Ci => ci::ci(),
        Command::Completions { shell } => {
            completions(shell);
            Ok(())
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed pipe, as after `head`, is not an error: the reader has seen enough.
            if !exit::is_broken_pipe(&error) {
                // If standard error is closed, the exit code still counts.
                let _ = writeln!(io::stderr(), "error: {error:#}");
            }
            ExitCode::from(exit::code_of(&error) as u8)
        }
    }
}

/// A shell completes a command's words, but not those of a Cargo alias. So the script defines a command.
fn completions(shell: Shell) {
    clap_complete::generate(shell, &mut Cli::command(), "xtask", &mut io::stdout());
    match shell {
        Shell::Bash | Shell::Zsh => println!("xtask() {{ cargo xtask \"$@\"; }}"),
        Shell::Fish => println!("function xtask; cargo xtask $argv; end"),
        Shell::PowerShell => println!("function xtask {{ cargo xtask @args }}"),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::error::ErrorKind;

    use super::*;

    /// `quotes` runs the commands of `console` blocks. Those within a sentence are read here.
    #[test]
    fn a_command_within_a_sentence_of_a_page_is_one() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
        let tracked = std::process::Command::new("git")
            .current_dir(root)
            .args(["ls-files", "*.md"])
            .output()
            .expect("there is git");
        let mut read = 0;
        for page in String::from_utf8(tracked.stdout).expect("UTF-8").lines() {
            let text = std::fs::read_to_string(root.join(page)).expect("a page");
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            for rest in text.split("`cargo xtask ").skip(1) {
                let arguments = rest.split('`').next().expect("the first part");
                let words = ["xtask"].into_iter().chain(arguments.split(' '));
                // A page may name a command without what it needs: `cargo xtask check`.
                let is_name = |error: &clap::Error| {
                    error.kind() == ErrorKind::MissingRequiredArgument && !arguments.contains(' ')
                };
                if let Err(error) = Cli::try_parse_from(words)
                    && !is_name(&error)
                {
                    panic!("{page}: `cargo xtask {arguments}`: {error}");
                }
                read += 1;
            }
        }
        assert!(read > 50, "{read} commands were read");
    }
}
