//! `cargo xtask bench`: does the same work on several sides, each in a separate process, one after the
//! other and in several rounds. It measures what each takes, and checks it against the limits.
//!
//! # Layout
//! - `sides`: the work itself, one function per side
//! - `rows`: what is measured, as data: which side calls which function
//! - `internal`: what this program does when the benchmark starts it again, for one side
//! - `measured`: one program, and what it used
//! - `measure`: starts a process through `measured` and reads what it took
//! - `machine`: whether the machine was quiet meanwhile
//! - `tools`: the course, CPython and the programs that sides start
//! - `own`, `checkout`: the rows on the course itself
//! - `rounds`: runs all sides of a table, round after round
//! - `figures`: computes medians, ratios and findings from the samples
//! - `versions`: what it was measured on and with
//! - `units`, `report`, `page`: turn figures into text, and into a page of the book
//! - `command`: the arguments, and the whole benchmark

#![recursion_limit = "512"] // to lay out the hundred levels of `nesting`

mod checkout;
mod command;
mod figures;
mod internal;
mod machine;
mod measure;
mod measured;
mod own;
mod page;
mod report;
mod rounds;
mod rows;
mod sides;
mod tools;
mod units;
mod versions;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use course::exit;

fn main() -> ExitCode {
    let args: Vec<OsString> = env::args_os().skip(1).collect();
    // First, before the arguments are parsed, because parsing them is not part of a side's work.
    match internal::run(&args).unwrap_or_else(command::run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed pipe, as after `head`, is not an error: the reader has seen enough.
            if !exit::is_broken_pipe(&error) {
                eprintln!("error: {error:#}");
            }
            ExitCode::from(exit::code_of(&error) as u8)
        }
    }
}
