//! What is measured, as data: the rows, their tables, the sides of each, and what is expected of them.

use super::measure::Measure;

/// A row: a subject, which has a paragraph in the page and a name on the command line.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) tables: &'static [Table],
    pub(crate) quick: Quick,
}

/// What `--quick` leaves of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quick {
    All,
    /// A tenth of the work.
    Tenth,
    Nothing,
}

/// The same work on several sides.
pub(crate) struct Table {
    /// As the programs know it, see `xtask/bench/src/main.rs`.
    pub(crate) name: &'static str,
    pub(crate) work: &'static str,
    /// What the sides are compared in, and what the picture shows.
    pub(crate) by: Measure,
    pub(crate) sides: &'static [Side],
    pub(crate) expected: &'static [Expected],
}

pub(crate) struct Side {
    pub(crate) name: &'static str,
    pub(crate) run: Run,
    /// How much work it is. Where the sides differ, they are compared by the piece.
    pub(crate) size: u64,
}

/// What is run.
#[derive(Clone, Copy)]
pub(crate) enum Run {
    /// A side of `xtask/bench/src`.
    Rust(&'static str),
    /// A side of `xtask/bench/python/sides.py`.
    Python(&'static str),
    /// `xtask/bench/src/bin/say.rs` with this option.
    Say(&'static str),
    /// The lesson `web-server`, under a thousand clients.
    LessonServer,
    /// The server of `sides.py`, the same.
    PythonServer(&'static str),
    /// `cargo xtask verify`.
    Verify,
    /// What the last `verify` could not be faster than.
    VerifyLimit,
    /// What the last `verify` takes in real time.
    VerifyReal,
    /// A clean clone to the end of the first run: a program that needs what `gather` needs.
    FirstHello,
    /// The same with `gather` itself.
    FirstLesson,
    /// A second lesson, in the clone of the first.
    SecondLesson,
}

/// How many times one side costs what another one does.
pub(crate) struct Expected {
    pub(crate) side: &'static str,
    /// None: no other side, but seconds.
    pub(crate) base: Option<&'static str>,
    pub(crate) by: Measure,
    pub(crate) from: f64,
    pub(crate) to: f64,
    pub(crate) whose: Whose,
}

/// Who can do something about it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// This project: what is not in the range is a failure.
    Ours,
    /// The runtimes. The range is what a first look gave, and what is far outside is told.
    Theirs,
}

const fn side(name: &'static str, run: Run, size: u64) -> Side {
    Side { name, run, size }
}

const fn at_most(side: &'static str, to: f64, base: &'static str, by: Measure) -> Expected {
    Expected { side, base: Some(base), by, from: 0.0, to, whose: Whose::Ours }
}

const fn about(
    side: &'static str,
    from: f64,
    to: f64,
    base: &'static str,
    by: Measure,
) -> Expected {
    Expected { side, base: Some(base), by, from, to, whose: Whose::Theirs }
}

use Measure::{Cpu, Memory, Wall};
use Run::{Python, Rust, Say};

const TOKIO: &str = "Tokio, one thread";
const ASYNCIO: &str = "asyncio";
const MILLION: u64 = 1_000_000;

/// All rows, in the order of the page.
pub(crate) const ROWS: &[Row] = &[
    Row {
        name: "start",
        quick: Quick::All,
        tables: &[Table {
            name: "start",
            work: "a program that does nothing",
            by: Cpu,
            sides: &[
                side("Rust", Rust("rust"), 1),
                side(ASYNCIO, Python("asyncio"), 1),
                side("asyncio on uvloop", Python("uvloop"), 1),
            ],
            expected: &[],
        }],
    },
    Row {
        name: "tasks",
        quick: Quick::All,
        tables: &[
            Table {
                name: "tasks",
                work: "10,000 waits of 1 s at once",
                by: Cpu,
                sides: &[
                    side(TOKIO, Rust("tokio"), 10_000),
                    side("Tokio, many threads", Rust("tokio-threads"), 10_000),
                    side("Tokio, join_all in one task", Rust("tokio-join-all"), 10_000),
                    side("smol", Rust("smol"), 10_000),
                    side("async-std", Rust("async-std"), 10_000),
                    side(ASYNCIO, Python("asyncio"), 10_000),
                    side("asyncio on uvloop", Python("uvloop"), 10_000),
                    side("threads", Rust("threads"), 10_000),
                ],
                expected: &[],
            },
            Table {
                name: "tasks",
                work: "100,000 waits of 1 s at once",
                by: Cpu,
                sides: &[
                    side(TOKIO, Rust("tokio"), 100_000),
                    side("Tokio, many threads", Rust("tokio-threads"), 100_000),
                    side("Tokio, join_all in one task", Rust("tokio-join-all"), 100_000),
                    side("the same, unconstrained", Rust("tokio-unconstrained"), 100_000),
                    side("smol", Rust("smol"), 100_000),
                    side("async-std", Rust("async-std"), 100_000),
                    side(ASYNCIO, Python("asyncio"), 100_000),
                    side("asyncio on uvloop", Python("uvloop"), 100_000),
                ],
                expected: &[
                    about(ASYNCIO, 17.0, 17.0, TOKIO, Cpu),
                    about(ASYNCIO, 3.0, 3.0, TOKIO, Memory),
                    about(ASYNCIO, 5.0, 5.0, "smol", Memory),
                    about("Tokio, join_all in one task", 41.0, 41.0, TOKIO, Cpu),
                ],
            },
        ],
    },
    Row {
        name: "spawn",
        quick: Quick::Tenth,
        tables: &[Table {
            name: "spawn",
            work: "1,000,000 tasks that do nothing, joined",
            by: Cpu,
            sides: &[
                side(TOKIO, Rust("tokio"), MILLION),
                side("Tokio, many threads", Rust("tokio-threads"), MILLION),
                side("smol", Rust("smol"), MILLION),
                side("async-std", Rust("async-std"), MILLION),
                side(ASYNCIO, Python("asyncio"), MILLION),
                side("asyncio on uvloop", Python("uvloop"), MILLION),
            ],
            expected: &[about(ASYNCIO, 13.0, 18.0, TOKIO, Cpu)],
        }],
    },
    Row {
        name: "queue",
        quick: Quick::Tenth,
        tables: &[
            Table {
                name: "queue-1",
                work: "1,000,000 items through a queue of capacity 1",
                by: Cpu,
                sides: &[
                    side("Tokio's mpsc", Rust("tokio"), MILLION),
                    side("Tokio's mpsc, many threads", Rust("tokio-threads"), MILLION),
                    // These take two threads a switch for each item, so there are fewer of them.
                    side(
                        "the same, received in main, 100,000 items",
                        Rust("tokio-threads-main"),
                        100_000,
                    ),
                    side("async-channel on smol", Rust("smol"), MILLION),
                    side("futures' mpsc in one task", Rust("futures"), MILLION),
                    side(
                        "std's sync_channel, two threads, 100,000 items",
                        Rust("threads"),
                        100_000,
                    ),
                    side("asyncio.Queue", Python("asyncio"), MILLION),
                    side("asyncio.Queue on uvloop", Python("uvloop"), MILLION),
                ],
                expected: &[about("asyncio.Queue", 11.0, 19.0, "Tokio's mpsc", Cpu)],
            },
            Table {
                name: "queue-100",
                work: "1,000,000 items through a queue of capacity 100",
                by: Cpu,
                sides: &[
                    side("Tokio's mpsc", Rust("tokio"), MILLION),
                    side("Tokio's mpsc, many threads", Rust("tokio-threads"), MILLION),
                    side("async-channel on smol", Rust("smol"), MILLION),
                    side("futures' mpsc in one task", Rust("futures"), MILLION),
                    side("std's sync_channel, two threads", Rust("threads"), MILLION),
                    side("asyncio.Queue", Python("asyncio"), MILLION),
                    side("asyncio.Queue on uvloop", Python("uvloop"), MILLION),
                ],
                expected: &[about("asyncio.Queue", 7.0, 8.0, "Tokio's mpsc", Cpu)],
            },
        ],
    },
    Row {
        name: "subprocess",
        quick: Quick::All,
        tables: &[
            Table {
                name: "subprocess-in-turn",
                work: "200 programs that do nothing, in turn",
                by: Wall,
                sides: &[
                    side("std", Rust("std"), 200),
                    side("Tokio", Rust("tokio"), 200),
                    side("async-process on smol", Rust("smol"), 200),
                    side(ASYNCIO, Python("asyncio"), 200),
                    side("asyncio on uvloop", Python("uvloop"), 200),
                ],
                expected: &[
                    about(ASYNCIO, 1.2, 1.7, "Tokio", Wall),
                    about("Tokio", 1.0, 1.1, "std", Wall),
                ],
            },
            Table {
                name: "subprocess-at-once",
                work: "200 programs that do nothing, at once",
                by: Wall,
                sides: &[
                    side("std", Rust("std"), 200),
                    side("Tokio", Rust("tokio"), 200),
                    side("async-process on smol", Rust("smol"), 200),
                    side(ASYNCIO, Python("asyncio"), 200),
                    side("asyncio on uvloop", Python("uvloop"), 200),
                ],
                expected: &[],
            },
        ],
    },
    Row {
        name: "http",
        quick: Quick::All,
        tables: &[
            Table {
                name: "http-in-turn",
                work: "1,000 GETs of 2,000 bytes, in turn; the client alone",
                by: Cpu,
                sides: &[
                    side("reqwest", Rust("reqwest"), 1000),
                    side("aiohttp", Python("asyncio"), 1000),
                    side("aiohttp on uvloop", Python("uvloop"), 1000),
                ],
                expected: &[about("aiohttp", 6.0, 9.0, "reqwest", Cpu)],
            },
            Table {
                name: "http-at-once",
                work: "1,000 GETs of 2,000 bytes, 50 at once; the client alone",
                by: Cpu,
                sides: &[
                    side("reqwest", Rust("reqwest"), 1000),
                    side("aiohttp", Python("asyncio"), 1000),
                    side("aiohttp on uvloop", Python("uvloop"), 1000),
                ],
                expected: &[about("aiohttp", 6.0, 9.0, "reqwest", Cpu)],
            },
        ],
    },
    Row {
        name: "server",
        quick: Quick::All,
        tables: &[Table {
            name: "server",
            work: "1,000 connections, each waiting 1 s for its answer; the server alone",
            by: Cpu,
            sides: &[
                side("the lesson web-server, on hyper", Run::LessonServer, 1000),
                side("aiohttp's server", Run::PythonServer("asyncio"), 1000),
                side("aiohttp's server on uvloop", Run::PythonServer("uvloop"), 1000),
            ],
            expected: &[],
        }],
    },
    Row {
        name: "nesting",
        quick: Quick::Tenth,
        tables: &[
            Table {
                name: "nesting",
                work: "100,000 times through 100 levels of await, none of which has to wait",
                by: Cpu,
                sides: &[
                    side("Rust", Rust("await"), 100_000),
                    side("Rust, each level boxed", Rust("boxed"), 100_000),
                    side(ASYNCIO, Python("asyncio"), 100_000),
                ],
                expected: &[],
            },
            Table {
                name: "nesting-woken",
                work: "the same, and the innermost level gives way once",
                by: Cpu,
                sides: &[
                    side("Rust", Rust("await"), 100_000),
                    side("Rust, each level boxed", Rust("boxed"), 100_000),
                    side(ASYNCIO, Python("asyncio"), 100_000),
                ],
                expected: &[],
            },
        ],
    },
    Row {
        name: "cpu",
        quick: Quick::Tenth,
        tables: &[Table {
            name: "cpu",
            work: "counting the primes below 1,000,000 by trying divisors",
            by: Wall,
            sides: &[
                side("Rust, in turn", Rust("in-turn"), MILLION),
                side("Rust, a task for each piece", Rust("tasks"), MILLION),
                side("Rust, a thread for each processor", Rust("threads"), MILLION),
                side("rayon", Rust("rayon"), MILLION),
                side("asyncio, in turn", Python("asyncio"), MILLION),
                side("asyncio, a task for each piece", Python("tasks"), MILLION),
                side("asyncio.to_thread", Python("threads"), MILLION),
                side("asyncio, ProcessPoolExecutor", Python("processes"), MILLION),
            ],
            expected: &[],
        }],
    },
    Row {
        name: "harness",
        quick: Quick::All,
        tables: &[
            Table {
                name: "harness",
                work: "1,000,000 lines into a pipe",
                by: Wall,
                sides: &[
                    side("println!", Rust("println"), MILLION),
                    side("say!", Say("--say"), MILLION),
                ],
                expected: &[at_most("say!", 1.15, "println!", Wall)],
            },
            Table {
                name: "recording",
                work: "1,000,000 lines recorded and not printed",
                by: Wall,
                sides: &[
                    side("reading the clock", Rust("clock"), MILLION),
                    side("recording a line", Say("--record"), MILLION),
                ],
                expected: &[at_most("recording a line", 2.5, "reading the clock", Wall)],
            },
        ],
    },
    Row {
        name: "order",
        quick: Quick::All,
        tables: &[Table {
            name: "order",
            work: "checking so many rows, or sorting as many lines",
            by: Wall,
            sides: &[
                side("sort 1,000", Rust("sort"), 1000),
                side("check 1,000", Rust("check"), 1000),
                side("sort 10,000", Rust("sort"), 10_000),
                side("check 10,000", Rust("check"), 10_000),
                side("sort 100,000", Rust("sort"), 100_000),
                side("check 100,000", Rust("check"), 100_000),
                side("sort 1,000,000", Rust("sort"), MILLION),
                side("check 1,000,000", Rust("check"), MILLION),
            ],
            // By the row: 1.2 times is 12 times for ten times as many.
            expected: &[
                at_most("check 1,000,000", 1.2, "check 100,000", Wall),
                at_most("check 1,000,000", 2.0, "sort 1,000,000", Wall),
            ],
        }],
    },
    Row {
        name: "verify",
        quick: Quick::All,
        tables: &[Table {
            name: "verify",
            work: "cargo xtask verify of the whole course, warm",
            by: Wall,
            sides: &[
                side("its limit", Run::VerifyLimit, 1),
                side("verify", Run::Verify, 1),
                side("in real time", Run::VerifyReal, 1),
            ],
            expected: &[
                at_most("verify", 1.3, "its limit", Wall),
                at_most("verify", 1.0 / 50.0, "in real time", Wall),
            ],
        }],
    },
    Row {
        name: "first-run",
        quick: Quick::Nothing,
        tables: &[Table {
            name: "first-run",
            work: "from a clean clone to the end of the first run; crates are downloaded already",
            by: Cpu,
            sides: &[
                side("hello on Tokio", Run::FirstHello, 1),
                side("gather", Run::FirstLesson, 1),
                side("a second lesson after it", Run::SecondLesson, 1),
            ],
            expected: &[
                at_most("gather", 1.3, "hello on Tokio", Cpu),
                Expected {
                    side: "a second lesson after it",
                    base: None,
                    by: Cpu,
                    from: 0.0,
                    to: 2.0,
                    whose: Whose::Ours,
                },
            ],
        }],
    },
];
