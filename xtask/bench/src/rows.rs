//! What is measured, as data: the rows, their tables, the sides of each, and the limits of this project.

use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use crate::measure::{Measure, Sample};
use crate::own::{OwnCosts, first_hello};
use crate::sides::{
    broadcast, cpu, http, nesting, order, queue, say, select, server, spawn, subprocess, tasks,
};
use crate::tools::Tools;

/// A row: a subject with a name on the command line.
pub(crate) struct BenchRow {
    pub(crate) name: &'static str,
    /// Whether it helps readers decide something, so that the page shows it. The costs of this project itself
    /// are not on the page.
    pub(crate) on_page: bool,
    pub(crate) quick: Quick,
    pub(crate) tables: &'static [Table],
}

/// How much of a row `--quick` runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quick {
    All,
    /// A tenth of the work.
    Tenth,
    Nothing,
}

/// The same work on several sides.
pub(crate) struct Table {
    /// Unique among tables.
    pub(crate) name: &'static str,
    pub(crate) work: &'static str,
    /// What the sides are compared in, and what the picture shows.
    pub(crate) by: Measure,
    /// The right result for this amount of work.
    pub(crate) right: fn(u64) -> u64,
    /// Whether a side prints as many lines as it does work.
    pub(crate) prints: bool,
    /// Whether the sides fetch pages from the website of `shared/site`.
    pub(crate) site: bool,
    /// What is done before the first round, and is not measured.
    pub(crate) warm: Option<fn(&mut OwnCosts, &Tools) -> Result<()>>,
    pub(crate) sides: &'static [Side],
    pub(crate) limits: &'static [Limit],
}

pub(crate) struct Side {
    /// Unique among the sides of its table.
    pub(crate) name: &'static str,
    pub(crate) how: How,
    /// How much work it is. If the sides differ, they are compared per piece of work.
    pub(crate) size: u64,
}

impl Side {
    /// The language of the program that is measured.
    pub(crate) fn language(&self) -> Language {
        match self.how {
            How::Python(_) | How::Served { server: Server::Python(_), .. } => Language::Python,
            _ => Language::Rust,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Language {
    Rust,
    Python,
}

impl Language {
    pub(crate) const ALL: [Self; 2] = [Self::Rust, Self::Python];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::Python => "Python",
        }
    }
}

/// How the work of a side is done. Each function takes how much work it is.
#[derive(Clone, Copy)]
pub(crate) enum How {
    /// By a function of `sides`, in a separate process. The time is that of the call.
    Rust(fn(u64) -> Result<u64>),
    /// The same, but the function returns how long it took.
    RustTimed(fn(u64) -> Result<(Duration, u64)>),
    /// By `python/sides.py`.
    Python(InPython),
    /// By `src/bin/say.rs`, with this option.
    Say(&'static str),
    /// By a server, which is what is measured. The time is that of its clients, another process.
    Served { server: Server, clients: fn(u64) -> Result<(Duration, u64)> },
    /// By the course itself.
    Own(fn(&mut OwnCosts, &Tools) -> Result<Sample>),
    /// Not at all: the seconds are calculated from what the other sides of the round kept.
    WorkedOut(fn(&mut OwnCosts, &Tools) -> Result<f64>),
}

/// A side in Python.
#[derive(Clone, Copy)]
pub(crate) struct InPython {
    /// What it is called in `python/sides.py`.
    pub(crate) work: &'static str,
    pub(crate) on: Loop,
    /// Whether it needs that package.
    pub(crate) aiohttp: bool,
}

/// The event loop of a side in Python.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loop {
    Asyncio,
    Uvloop,
}

impl Loop {
    /// What `python/sides.py` calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Asyncio => "asyncio",
            Self::Uvloop => "uvloop",
        }
    }
}

#[derive(Clone, Copy)]
pub(crate) enum Server {
    /// That of the lesson `web-server`.
    WebServer,
    Python(InPython),
}

impl Table {
    /// The programs that its sides need besides this one, by package and name.
    pub(crate) fn programs(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let site = self.site.then_some(("site", "site"));
        let sides = self.sides.iter().filter_map(|side| match side.how {
            How::Say(_) => Some(("bench", "say")),
            How::Served { server: Server::WebServer, .. } => Some(("web-server", "web-server")),
            _ => None,
        });
        site.into_iter().chain(sides)
    }
}

/// What a side of this project may cost at most. The benchmark fails if it costs more.
pub(crate) struct Limit {
    pub(crate) side: &'static str,
    /// The side that the limit is a multiple of. Without one, the limit is in seconds.
    pub(crate) base: Option<&'static str>,
    pub(crate) by: Measure,
    pub(crate) most: f64,
}

/// A table whose sides count what they do. The tables below say what is different in them.
pub(crate) const COUNTING: Table = Table {
    name: "",
    work: "",
    by: Cpu,
    right: |n| n,
    prints: false,
    site: false,
    warm: None,
    sides: &[],
    limits: &[],
};

const fn side(name: &'static str, how: How, size: u64) -> Side {
    Side { name, how, size }
}

const fn asyncio(work: &'static str) -> How {
    How::Python(InPython { work, on: Loop::Asyncio, aiohttp: false })
}

const fn uvloop(work: &'static str) -> How {
    How::Python(InPython { work, on: Loop::Uvloop, aiohttp: false })
}

const fn aiohttp(work: &'static str, on: Loop) -> InPython {
    InPython { work, on, aiohttp: true }
}

const fn served(server: Server) -> How {
    How::Served { server, clients: server::clients }
}

const fn at_most(side: &'static str, most: f64, base: &'static str, by: Measure) -> Limit {
    Limit { side, base: Some(base), by, most }
}

/// The sum of the items 0, 1, 2 and so on.
fn sum_below(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

use How::{Own, Python, Rust, RustTimed, Say, WorkedOut};
use Measure::{Cpu, Wall};

const TOKIO: &str = "Tokio, one thread";
const ASYNCIO: &str = "asyncio";
const MILLION: u64 = 1_000_000;

/// All rows, in the order of the page.
pub(crate) static ROWS: &[BenchRow] = &[
    BenchRow {
        name: "start",
        on_page: true,
        quick: Quick::All,
        tables: &[Table {
            name: "start",
            work: "a program that does nothing",
            right: |_| 0,
            sides: &[
                side("Rust", Rust(|_| Ok(0)), 1),
                side(ASYNCIO, asyncio("start"), 1),
                side("asyncio on uvloop", uvloop("start"), 1),
            ],
            ..COUNTING
        }],
    },
    BenchRow {
        name: "tasks",
        on_page: true,
        quick: Quick::All,
        tables: &[
            Table {
                name: "tasks-10000",
                work: "10,000 concurrent waits of 1 s",
                sides: &[
                    side(TOKIO, Rust(tasks::tokio), 10_000),
                    side("Tokio, many threads", Rust(tasks::tokio_threads), 10_000),
                    side("Tokio, join_all in one task", Rust(tasks::tokio_join_all), 10_000),
                    side("smol", Rust(tasks::smol), 10_000),
                    side("async-std", Rust(tasks::async_std), 10_000),
                    side(ASYNCIO, asyncio("tasks"), 10_000),
                    side("asyncio on uvloop", uvloop("tasks"), 10_000),
                    side("threads", Rust(tasks::threads), 10_000),
                ],
                ..COUNTING
            },
            Table {
                name: "tasks-100000",
                work: "100,000 concurrent waits of 1 s",
                sides: &[
                    side(TOKIO, Rust(tasks::tokio), 100_000),
                    side("Tokio, many threads", Rust(tasks::tokio_threads), 100_000),
                    side("Tokio, join_all in one task", Rust(tasks::tokio_join_all), 100_000),
                    side("the same, unconstrained", Rust(tasks::tokio_unconstrained), 100_000),
                    side("smol", Rust(tasks::smol), 100_000),
                    side("async-std", Rust(tasks::async_std), 100_000),
                    side(ASYNCIO, asyncio("tasks"), 100_000),
                    side("asyncio on uvloop", uvloop("tasks"), 100_000),
                ],
                ..COUNTING
            },
        ],
    },
    BenchRow {
        name: "spawn",
        on_page: true,
        quick: Quick::Tenth,
        tables: &[Table {
            name: "spawn",
            work: "1,000,000 tasks that do nothing",
            sides: &[
                side(TOKIO, Rust(spawn::tokio), MILLION),
                side("Tokio, many threads", Rust(spawn::tokio_threads), MILLION),
                side("smol", Rust(spawn::smol), MILLION),
                side("async-std", Rust(spawn::async_std), MILLION),
                side(ASYNCIO, asyncio("spawn"), MILLION),
                side("asyncio on uvloop", uvloop("spawn"), MILLION),
            ],
            ..COUNTING
        }],
    },
    BenchRow {
        name: "queue",
        on_page: true,
        quick: Quick::Tenth,
        tables: &[
            Table {
                name: "queue-1",
                work: "1,000,000 items through a queue of capacity 1",
                right: sum_below,
                sides: &[
                    side("Tokio's mpsc", Rust(|n| queue::tokio(n, 1)), MILLION),
                    side(
                        "Tokio's mpsc, many threads",
                        Rust(|n| queue::tokio_threads(n, 1)),
                        MILLION,
                    ),
                    // These switch between two threads for each item, so there are fewer items.
                    side(
                        "the same, received in main (100,000)",
                        Rust(|n| queue::tokio_threads_main(n, 1)),
                        100_000,
                    ),
                    side("async-channel on smol", Rust(|n| queue::smol(n, 1)), MILLION),
                    side("futures' mpsc in one task", Rust(|n| queue::futures(n, 1)), MILLION),
                    side(
                        "std's sync_channel, two threads (100,000)",
                        Rust(|n| queue::threads(n, 1)),
                        100_000,
                    ),
                    side("asyncio.Queue", asyncio("queue-1"), MILLION),
                    side("asyncio.Queue on uvloop", uvloop("queue-1"), MILLION),
                ],
                ..COUNTING
            },
            Table {
                name: "queue-100",
                work: "1,000,000 items through a queue of capacity 100",
                right: sum_below,
                sides: &[
                    side("Tokio's mpsc", Rust(|n| queue::tokio(n, 100)), MILLION),
                    side(
                        "Tokio's mpsc, many threads",
                        Rust(|n| queue::tokio_threads(n, 100)),
                        MILLION,
                    ),
                    side("async-channel on smol", Rust(|n| queue::smol(n, 100)), MILLION),
                    side("futures' mpsc in one task", Rust(|n| queue::futures(n, 100)), MILLION),
                    side(
                        "std's sync_channel, two threads",
                        Rust(|n| queue::threads(n, 100)),
                        MILLION,
                    ),
                    side("asyncio.Queue", asyncio("queue-100"), MILLION),
                    side("asyncio.Queue on uvloop", uvloop("queue-100"), MILLION),
                ],
                ..COUNTING
            },
        ],
    },
    BenchRow {
        name: "select",
        on_page: true,
        quick: Quick::Tenth,
        tables: &[Table {
            name: "select",
            work: "100,000 items from a queue, while listening for a stop signal",
            right: sum_below,
            sides: &[
                side("Tokio's select!", Rust(select::tokio), 100_000),
                side("Tokio, without the signal", Rust(select::tokio_queue), 100_000),
                side("futures' select! on smol", Rust(select::futures), 100_000),
                side("asyncio.wait", asyncio("select"), 100_000),
                side("asyncio.wait on uvloop", uvloop("select"), 100_000),
                side("asyncio.wait, both tasks new", asyncio("select-anew"), 100_000),
                side("asyncio, without the signal", asyncio("queue-100"), 100_000),
            ],
            ..COUNTING
        }],
    },
    BenchRow {
        name: "broadcast",
        on_page: true,
        quick: Quick::All,
        tables: &[Table {
            name: "broadcast",
            work: "100 messages, each of them to 1,000 receivers",
            right: |n| sum_below(n) * broadcast::RECEIVERS,
            sides: &[
                side("Tokio's broadcast", Rust(broadcast::tokio), 100),
                side("Tokio's broadcast, many threads", Rust(broadcast::tokio_threads), 100),
                side("Tokio, an mpsc each", Rust(broadcast::tokio_channels), 100),
                side("async-channel each, on smol", Rust(broadcast::smol), 100),
                side("asyncio, a Queue each", asyncio("broadcast"), 100),
                side("asyncio on uvloop, a Queue each", uvloop("broadcast"), 100),
            ],
            ..COUNTING
        }],
    },
    BenchRow {
        name: "subprocess",
        on_page: true,
        quick: Quick::All,
        tables: &[
            Table {
                name: "subprocess-in-turn",
                work: "200 processes that do nothing, started sequentially",
                by: Wall,
                sides: &[
                    side("std", Rust(subprocess::std_in_turn), 200),
                    side("Tokio", Rust(subprocess::tokio_in_turn), 200),
                    side("async-process on smol", Rust(subprocess::smol_in_turn), 200),
                    side(ASYNCIO, asyncio("subprocess-in-turn"), 200),
                    side("asyncio on uvloop", uvloop("subprocess-in-turn"), 200),
                ],
                ..COUNTING
            },
            Table {
                name: "subprocess-at-once",
                work: "200 processes that do nothing, started concurrently",
                by: Wall,
                sides: &[
                    side("std", Rust(subprocess::std_at_once), 200),
                    side("Tokio", Rust(subprocess::tokio_at_once), 200),
                    side("async-process on smol", Rust(subprocess::smol_at_once), 200),
                    side(ASYNCIO, asyncio("subprocess-at-once"), 200),
                    side("asyncio on uvloop", uvloop("subprocess-at-once"), 200),
                ],
                ..COUNTING
            },
        ],
    },
    BenchRow {
        name: "http",
        on_page: true,
        quick: Quick::All,
        tables: &[
            Table {
                name: "http-in-turn",
                work: "1,000 sequential GETs of 2,000 bytes (the client alone)",
                right: |n| n * http::SIZE,
                site: true,
                sides: &[
                    side("reqwest", Rust(http::in_turn), 1000),
                    side("aiohttp", Python(aiohttp("http-in-turn", Loop::Asyncio)), 1000),
                    side("aiohttp on uvloop", Python(aiohttp("http-in-turn", Loop::Uvloop)), 1000),
                ],
                ..COUNTING
            },
            Table {
                name: "http-at-once",
                work: "1,000 GETs of 2,000 bytes, 50 at a time (the client alone)",
                right: |n| n * http::SIZE,
                site: true,
                sides: &[
                    side("reqwest", Rust(http::at_once), 1000),
                    side("aiohttp", Python(aiohttp("http-at-once", Loop::Asyncio)), 1000),
                    side("aiohttp on uvloop", Python(aiohttp("http-at-once", Loop::Uvloop)), 1000),
                ],
                ..COUNTING
            },
        ],
    },
    BenchRow {
        name: "server",
        on_page: true,
        quick: Quick::All,
        tables: &[Table {
            name: "server",
            work: "1,000 connections that each wait 1 s for an answer (the server alone)",
            sides: &[
                side("the lesson web-server, on hyper", served(Server::WebServer), 1000),
                side(
                    "aiohttp's server",
                    served(Server::Python(aiohttp("server", Loop::Asyncio))),
                    1000,
                ),
                side(
                    "aiohttp's server on uvloop",
                    served(Server::Python(aiohttp("server", Loop::Uvloop))),
                    1000,
                ),
            ],
            ..COUNTING
        }],
    },
    BenchRow {
        name: "nesting",
        on_page: true,
        quick: Quick::Tenth,
        tables: &[
            Table {
                name: "nesting",
                work: "100,000 calls through 100 levels of await that never wait",
                right: |n| n * nesting::LEVELS,
                sides: &[
                    side("Rust", Rust(nesting::awaits), 100_000),
                    side("Rust, each level boxed", Rust(nesting::boxed), 100_000),
                    side(ASYNCIO, asyncio("nesting"), 100_000),
                ],
                ..COUNTING
            },
            Table {
                name: "nesting-woken",
                work: "the same calls, and the innermost level yields once",
                right: |n| n * nesting::LEVELS,
                sides: &[
                    side("Rust", Rust(nesting::awaits_woken), 100_000),
                    side("Rust, each level boxed", Rust(nesting::boxed_woken), 100_000),
                    side(ASYNCIO, asyncio("nesting-woken"), 100_000),
                ],
                ..COUNTING
            },
        ],
    },
    BenchRow {
        name: "cpu",
        on_page: true,
        quick: Quick::Tenth,
        tables: &[Table {
            name: "cpu",
            work: "counting the primes below 1,000,000 by trying divisors",
            by: Wall,
            right: cpu::sieve,
            sides: &[
                side("Rust, sequentially", Rust(|n| Ok(cpu::in_turn(n))), MILLION),
                side("Rust, a task for each piece", Rust(cpu::tasks), MILLION),
                side("Rust, a thread for each processor", Rust(cpu::threads), MILLION),
                side("rayon", Rust(|n| Ok(cpu::rayon(n))), MILLION),
                side("asyncio, sequentially", asyncio("cpu"), MILLION),
                side("asyncio, a task for each piece", asyncio("cpu-tasks"), MILLION),
                side("asyncio.to_thread", asyncio("cpu-threads"), MILLION),
                side("asyncio, ProcessPoolExecutor", asyncio("cpu-processes"), MILLION),
            ],
            ..COUNTING
        }],
    },
    BenchRow {
        name: "harness",
        on_page: false,
        quick: Quick::All,
        tables: &[
            Table {
                name: "harness",
                work: "1,000,000 lines into a pipe",
                by: Wall,
                prints: true,
                sides: &[
                    side("println!", Rust(|n| Ok(say::println(n))), MILLION),
                    side("say!", Say("--say"), MILLION),
                ],
                limits: &[at_most("say!", 1.15, "println!", Wall)],
                ..COUNTING
            },
            Table {
                name: "recording",
                work: "1,000,000 lines recorded and not printed",
                by: Wall,
                sides: &[
                    side("reading the clock", Rust(|n| Ok(say::clock(n))), MILLION),
                    side("recording a line", Say("--record"), MILLION),
                ],
                limits: &[at_most("recording a line", 2.5, "reading the clock", Wall)],
                ..COUNTING
            },
        ],
    },
    BenchRow {
        name: "order",
        on_page: false,
        quick: Quick::All,
        tables: &[Table {
            name: "order",
            work: "checking a number of rows, or sorting as many lines",
            by: Wall,
            sides: &[
                side("sort 1,000", RustTimed(order::sort), 1000),
                side("check 1,000", RustTimed(order::check), 1000),
                side("sort 10,000", RustTimed(order::sort), 10_000),
                side("check 10,000", RustTimed(order::check), 10_000),
                side("sort 100,000", RustTimed(order::sort), 100_000),
                side("check 100,000", RustTimed(order::check), 100_000),
                side("sort 1,000,000", RustTimed(order::sort), MILLION),
                side("check 1,000,000", RustTimed(order::check), MILLION),
            ],
            // By the row: 1.2 times is 12 times for ten times as many.
            limits: &[
                at_most("check 1,000,000", 1.2, "check 100,000", Wall),
                at_most("check 1,000,000", 2.0, "sort 1,000,000", Wall),
            ],
            ..COUNTING
        }],
    },
    BenchRow {
        name: "verify",
        on_page: false,
        quick: Quick::All,
        tables: &[Table {
            name: "verify",
            work: "cargo xtask verify of the whole course, warm",
            by: Wall,
            warm: Some(OwnCosts::warm),
            sides: &[
                side("its limit", WorkedOut(OwnCosts::verify_limit), 1),
                side("verify", Own(OwnCosts::verify), 1),
                side("in real time", WorkedOut(OwnCosts::verify_real), 1),
            ],
            limits: &[
                at_most("verify", 1.3, "its limit", Wall),
                at_most("verify", 1.0 / 50.0, "in real time", Wall),
            ],
            ..COUNTING
        }],
    },
    BenchRow {
        name: "first-run",
        on_page: false,
        quick: Quick::Nothing,
        tables: &[Table {
            name: "first-run",
            work: "from a clean clone to the end of the first run, with all crates downloaded",
            sides: &[
                side("hello on Tokio", Own(|_, tools| first_hello(tools)), 1),
                side("gather", Own(OwnCosts::first_lesson), 1),
                side("a second lesson after it", Own(OwnCosts::second_lesson), 1),
            ],
            limits: &[
                at_most("gather", 1.3, "hello on Tokio", Cpu),
                Limit { side: "a second lesson after it", base: None, by: Cpu, most: 2.0 },
            ],
            ..COUNTING
        }],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_rows_tables_and_sides_are_each_there_once() {
        let tables: Vec<&Table> = ROWS.iter().flat_map(|row| row.tables).collect();
        for (n, row) in ROWS.iter().enumerate() {
            assert!(ROWS[..n].iter().all(|other| other.name != row.name), "{}", row.name);
        }
        for (n, table) in tables.iter().enumerate() {
            assert!(tables[..n].iter().all(|other| other.name != table.name), "{}", table.name);
            for (n, side) in table.sides.iter().enumerate() {
                assert!(table.sides[..n].iter().all(|other| other.name != side.name));
            }
            for limit in table.limits {
                for name in [Some(limit.side), limit.base].into_iter().flatten() {
                    assert!(table.sides.iter().any(|side| side.name == name), "{name}");
                }
            }
        }
    }

    #[test]
    fn a_row_has_limits_or_is_on_the_page() {
        for row in ROWS {
            let limits = row.tables.iter().any(|table| !table.limits.is_empty());
            assert_ne!(limits, row.on_page, "{}", row.name);
        }
    }

    #[test]
    fn python_knows_the_work_of_each_of_its_sides() {
        let known = include_str!("../python/sides.py");
        for side in ROWS.iter().flat_map(|row| row.tables).flat_map(|table| table.sides) {
            if let Python(python) | How::Served { server: Server::Python(python), .. } = side.how {
                assert!(
                    known.contains(&format!("\n    \"{}\": (", python.work)),
                    "{}",
                    python.work
                );
            }
        }
    }
}
