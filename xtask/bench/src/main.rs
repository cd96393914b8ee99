//! The Rust sides of `cargo xtask bench`: `bench TABLE SIDE SIZE [RESULT]` does one piece of work in the
//! way in which an expert of that side would write it, if it has to be fast.
//!
//! It says on standard error how long the work took, without the start of the process, and fails if the
//! work's result is not what it has to be. RESULT replaces that, so that a test can see the failure.
//!
//! `bench measured PROGRAM …` runs any program and says what it used. The kernel counts as a process's
//! own what its parent had in memory when it was forked, so only a small parent sees a small child.
//!
//! # Layout
//! - one module a row, one function a side; each returns what it has counted or added up
//! - `src/bin/say.rs`: the harness, which is once in a process
//! - `python/sides.py`: the same for asyncio

#![recursion_limit = "512"] // to lay out the hundred levels of `nesting`

mod cpu;
mod http;
mod measured;
mod nesting;
mod order;
mod queue;
mod say;
mod server;
mod spawn;
mod subprocess;
mod tasks;

use std::env;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

fn main() -> Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    if let [measured, command @ ..] = &args[..]
        && measured == "measured"
    {
        return measured::run(command);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (table, side, size, expected) = match args[..] {
        ["nothing"] => return Ok(()),
        [table, side, size] => (table, side, size, None),
        [table, side, size, expected] => (table, side, size, Some(expected)),
        _ => bail!("usage: bench TABLE SIDE SIZE [RESULT]"),
    };
    let size: u64 = size.parse().context("SIZE is a number")?;
    let expected = expected.map(str::parse).transpose().context("RESULT is a number")?;
    let (took, result) = run(table, side, size)?;
    let expected = expected.map_or_else(|| right(table, size), Ok)?;
    ensure!(result == expected, "{table} on {side}: the result is {result}, not {expected}");
    eprintln!("took {}", took.as_secs_f64());
    Ok(())
}

/// Does the work. Returns how long it took, and its result.
fn run(table: &str, side: &str, n: u64) -> Result<(Duration, u64)> {
    match (table, side) {
        ("start", "rust") => timed(|| Ok(0)),
        ("tasks", "tokio") => timed(|| tasks::tokio(n)),
        ("tasks", "tokio-threads") => timed(|| tasks::tokio_threads(n)),
        ("tasks", "tokio-join-all") => timed(|| tasks::tokio_join_all(n)),
        ("tasks", "tokio-unconstrained") => timed(|| tasks::tokio_unconstrained(n)),
        ("tasks", "smol") => timed(|| tasks::smol(n)),
        ("tasks", "async-std") => timed(|| tasks::async_std(n)),
        ("tasks", "threads") => timed(|| tasks::threads(n)),
        ("spawn", "tokio") => timed(|| spawn::tokio(n)),
        ("spawn", "tokio-threads") => timed(|| spawn::tokio_threads(n)),
        ("spawn", "smol") => timed(|| spawn::smol(n)),
        ("spawn", "async-std") => timed(|| spawn::async_std(n)),
        ("queue-1", "tokio") => timed(|| queue::tokio(n, 1)),
        ("queue-1", "tokio-threads") => timed(|| queue::tokio_threads(n, 1)),
        ("queue-1", "tokio-threads-main") => timed(|| queue::tokio_threads_main(n, 1)),
        ("queue-1", "smol") => timed(|| queue::smol(n, 1)),
        ("queue-1", "futures") => timed(|| queue::futures(n, 1)),
        ("queue-1", "threads") => timed(|| queue::threads(n, 1)),
        ("queue-100", "tokio") => timed(|| queue::tokio(n, 100)),
        ("queue-100", "tokio-threads") => timed(|| queue::tokio_threads(n, 100)),
        ("queue-100", "smol") => timed(|| queue::smol(n, 100)),
        ("queue-100", "futures") => timed(|| queue::futures(n, 100)),
        ("queue-100", "threads") => timed(|| queue::threads(n, 100)),
        ("subprocess-in-turn", "tokio") => timed(|| subprocess::tokio_in_turn(n)),
        ("subprocess-in-turn", "smol") => timed(|| subprocess::smol_in_turn(n)),
        ("subprocess-in-turn", "std") => timed(|| subprocess::std_in_turn(n)),
        ("subprocess-at-once", "tokio") => timed(|| subprocess::tokio_at_once(n)),
        ("subprocess-at-once", "smol") => timed(|| subprocess::smol_at_once(n)),
        ("subprocess-at-once", "std") => timed(|| subprocess::std_at_once(n)),
        ("http-in-turn", "reqwest") => timed(|| http::in_turn(n)),
        ("http-at-once", "reqwest") => timed(|| http::at_once(n)),
        ("server", "clients") => server::clients(n),
        ("nesting", "await") => timed(|| nesting::awaits(n)),
        ("nesting", "boxed") => timed(|| nesting::boxed(n)),
        ("nesting-woken", "await") => timed(|| nesting::awaits_woken(n)),
        ("nesting-woken", "boxed") => timed(|| nesting::boxed_woken(n)),
        ("cpu", "in-turn") => timed(|| Ok(cpu::in_turn(n))),
        ("cpu", "tasks") => timed(|| cpu::tasks(n)),
        ("cpu", "threads") => timed(|| cpu::threads(n)),
        ("cpu", "rayon") => timed(|| Ok(cpu::rayon(n))),
        ("harness", "println") => timed(|| Ok(say::println(n))),
        ("recording", "clock") => timed(|| Ok(say::clock(n))),
        ("order", "check") => order::check(n),
        ("order", "sort") => order::sort(n),
        _ => bail!("there is no {table} on {side}"),
    }
}

/// What the result of the work has to be.
fn right(table: &str, n: u64) -> Result<u64> {
    Ok(match table {
        "start" => 0,
        "tasks" | "spawn" | "server" | "harness" | "recording" | "order" | "subprocess-in-turn"
        | "subprocess-at-once" => n,
        "queue-1" | "queue-100" => n * n.saturating_sub(1) / 2, // the sum of all items
        "http-in-turn" | "http-at-once" => n * http::SIZE,
        "nesting" | "nesting-woken" => n * nesting::LEVELS,
        "cpu" => cpu::sieve(n),
        _ => bail!("there is no table {table}"),
    })
}

fn timed(work: impl FnOnce() -> Result<u64>) -> Result<(Duration, u64)> {
    let start = Instant::now();
    let result = work()?;
    Ok((start.elapsed(), result))
}
