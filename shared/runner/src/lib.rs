//! Builds and runs the programs of the course, and judges their runs.
//!
//! # Layout
//! - `process`: one child, its output bounded, its time limited, its whole group ended
//! - `build`: one build for all programs, and where Cargo put them
//! - `python`: which Python runs the twins, and their packages
//! - `workspace`: generated workspaces, which build copies of programs with the course's own crates
//! - `refused`: the programs that must not compile; `message`: what the compiler says of them
//! - `trace`: the run that a program recorded
//! - `run`: a program becomes a [`Run`](course::Run). Every program that runs anywhere runs here
//! - `judge`: a run checked against its expected order
//! - `attempts`: the ladder of longer seconds
//! - `pool`: several jobs at a time
//! - `verify`: every program of every lesson, each claim checked, each mistake rejected
//! - `runner`: everything that is needed to run any program of the course

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
