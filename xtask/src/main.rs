//! `cargo xtask`: runs, verifies and extends the course.
//!
//! # Layout
//! - `commands`: one file a command
//! - `learn`: the walk through the course
//! - `present`: what came of `verify`, one file a format
//! - `arguments`, `passing`, `progress`: what several commands take, pass on and show
//!
//! What the course is, is in the crate `course`; running it, in the crate `runner`.

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
Exit codes: 0 all is well, 1 a claim is broken or a gate is red, 2 unusable arguments,
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
    /// Print what the compiler says of the programs that must not compile
    Refused(refused::Options),
    /// Print every claim with its file and line
    Claims(claims::Options),
    /// Verify the course, and make a web book of it
    Book(book::Options),
    /// Hold each block of each page against the file or the command that it quotes
    Quotes(quotes::Options),
    /// Break every claim on purpose and see that the check sees it
    Attack(attack::Options),
    /// Verify the lessons over and over, under load, and count false alarms
    Stress(stress::Options),
    /// Run lessons in shuffled order and name each claim that rests on one scheduler's habits
    Luck(luck::Options),
    /// Be a load
    #[command(hide = true)]
    Load {
        #[arg(value_enum)]
        work: load::Work,
    },
    /// Measure what asynchronous code costs, side by side; `cargo xtask bench --help` shows how
    #[command(disable_help_flag = true)]
    Bench(bench::Options),
    /// Hold an expected order against any program
    Check(check::Options),
    /// Install the Python packages that some twins need, under target/
    PythonSetup,
    /// Make a lesson that verifies, to start from
    New(new::Options),
    /// Run all gates that a change has to pass
    Ci,
    /// Print a script for the shell: the command `xtask`, which is `cargo xtask`, and its completions
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
        // A package of its own has printed itself what is wrong.
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
            // Whoever closes the pipe, as `head` does, has seen enough.
            if !exit::is_broken_pipe(&error) {
                // The exit code is what counts where nobody can read it.
                let _ = writeln!(io::stderr(), "error: {error:#}");
            }
            ExitCode::from(exit::code_of(&error) as u8)
        }
    }
}

/// A shell completes the words of a command and not of an alias of Cargo's, so there is a command.
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
