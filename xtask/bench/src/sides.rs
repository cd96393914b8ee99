//! What is measured: one module per row and one function per side, written as an expert in that side would
//! write fast code. Each function returns what it has counted or added up.
//!
//! `src/bin/say.rs` has the sides of the harness, because a process can start only one lesson, and
//! `python/sides.py` has those of asyncio.

pub(crate) mod broadcast;
pub(crate) mod cpu;
pub(crate) mod http;
pub(crate) mod nesting;
pub(crate) mod order;
pub(crate) mod queue;
pub(crate) mod say;
pub(crate) mod select;
pub(crate) mod server;
pub(crate) mod spawn;
pub(crate) mod subprocess;
pub(crate) mod tasks;
