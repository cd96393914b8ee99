//! One file per command. Each reads its arguments, calls the crates `course` and `runner`, and prints.

pub(crate) mod attack;
pub(crate) mod bench;
pub(crate) mod book;
pub(crate) mod check;
pub(crate) mod ci;
pub(crate) mod claims;
pub(crate) mod list;
pub(crate) mod load;
pub(crate) mod luck;
pub(crate) mod new;
mod package;
pub(crate) mod quotes;
pub(crate) mod refused;
pub(crate) mod run;
mod stand_in;
pub(crate) mod stress;
pub(crate) mod verify;
