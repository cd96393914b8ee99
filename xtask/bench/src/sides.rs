//! What is measured: one module a row, one function a side, written as an expert of that side would
//! write it if it has to be fast. Each function returns what it has counted or added up.
//!
//! `src/bin/say.rs` holds the sides of the harness, which is once in a process, and `python/sides.py`
//! those of asyncio.

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
