//! Processes that keep the machine busy, for `cargo xtask stress`.

use std::env;
use std::io::{self, Read as _};
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result};

/// How much the machine is made to do beside the lessons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Load {
    /// No extra load
    Idle,
    /// Eight processes that compute
    Busy,
    /// Sixteen processes that compute, and four that start more processes endlessly
    Heavy,
}

/// What one such process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Work {
    Compute,
    Fork,
    /// Nothing: what a forking process starts.
    Nothing,
}

/// The processes of a load; they end when this is dropped.
pub(crate) struct Running(Vec<Child>);

impl Load {
    pub(crate) fn start(self) -> Result<Running> {
        let (compute, fork) = match self {
            Self::Idle => (0, 0),
            Self::Busy => (8, 0),
            Self::Heavy => (16, 4),
        };
        let mut running = Running(Vec::new());
        let works = [("compute", compute), ("fork", fork)];
        for work in works.iter().flat_map(|&(work, count)| std::iter::repeat_n(work, count)) {
            // However the parent ends, its child's standard input closes, and the child stops.
            let child = this()?.args(["load", work]).stdin(Stdio::piped()).spawn();
            running.0.push(child.context("failed to start a load")?);
        }
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Keeps the machine busy until standard input ends.
pub(crate) fn work(work: Work) {
    if work == Work::Nothing {
        return;
    }
    thread::spawn(move || {
        let mut number = 1_u64;
        loop {
            if work == Work::Fork {
                let _ = this().map(|mut this| this.args(["load", "nothing"]).status());
            } else {
                let product = number.wrapping_mul(6_364_136_223_846_793_005);
                number = std::hint::black_box(product.rotate_left(7));
            }
        }
    });
    let _ = io::stdin().read(&mut [0]);
}

fn this() -> Result<Command> {
    Ok(Command::new(env::current_exe().context("failed to find this program")?))
}
