//! Builds and runs the programs of the course, and judges their runs.
//!
//! # Layout
//! - `process`: one child process, with bounded output and a time limit, ended with its whole group
//! - `build`: one build for all programs, and the paths of the programs
//! - `python`: which Python runs the twins, and their packages
//! - `workspace`: generated workspaces, which build copies of programs with the course's own crates
//! - `refused`: the programs that must not compile; `message`: the compiler's messages on them
//! - `trace`: the run that a program recorded
//! - `run`: runs a program and returns a [`Run`](course::Run). Every program runs through this module
//! - `judge`: a run checked against its expected order
//! - `attempts`: tries with longer and longer seconds
//! - `pool`: several jobs at a time
//! - `verify`: every program of every lesson, each claim checked, each mistake rejected
//! - `runner`: everything that running a program of the course needs

mod attempts;
pub mod build;
mod judge;
mod message;
mod pool;
pub mod process;
pub mod python;
pub mod refused;
mod run;
mod runner;
mod trace;
mod verify;
pub mod workspace;

pub use attempts::attempts;
pub use judge::{Judgement, Rejection, judge, judge_mistake};
pub use pool::{default_jobs, pool};
pub use run::{Spec, second_text, stamped, traced};
pub use runner::Runner;
pub use trace::Trace;
pub use verify::{verify, verify_variant};
