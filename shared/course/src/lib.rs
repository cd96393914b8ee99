//! The course and the results of running it, as data.
//!
//! # Layout
//! - `exit`: exit codes, and the errors that carry one
//! - `escape`: text, escaped for other formats
//! - `files`: paths as people see them, and expected orders read from files
//! - `variant`: what a lesson runs on
//! - `header`: the header of a program that is wrong on purpose
//! - `breaks`: the claim that a mistake names
//! - `refused`: a program that must not compile, and the error that it names
//! - `lesson`: one folder under `lessons/`
//! - `read`: the whole course, read from Cargo's metadata
//! - `program`: one program of a lesson
//! - `cards`: a lesson's lines, shuffled, and the first mistake in a prediction of their order
//! - `run`: what a program did, and the report on it
//! - `seconds`: a duration as a number in JSON
//! - `results`: the outcome of every program, as `verify --format json` writes it and other tools read it
//!
//! Nothing here starts a process except `cargo metadata`.

mod breaks;
mod cards;
mod escape;
pub mod exit;
mod files;
mod header;
mod lesson;
mod program;
mod read;
mod refused;
pub mod results;
mod run;
mod seconds;
mod variant;

pub use breaks::{Breaks, BreaksKind};
pub use cards::{Cards, Missed};
pub use escape::{visible, xml};
pub use files::{read_order, read_text, relative, shown};
pub use lesson::{About, Lesson, Mistake};
pub use program::{Kind, Program};
pub use read::Course;
pub use refused::Refused;
pub use run::{PollSpan, Run, Said, Trouble, Wake};
pub use variant::Variant;
