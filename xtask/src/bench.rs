//! `cargo xtask bench`: the same work on several sides, each in a process of its own, in turn and in
//! several rounds; what each takes, and whether that is as expected.
//!
//! # Layout
//! - `rows`: what is measured, as data
//! - `measure`: one process, and whether the machine was quiet meanwhile
//! - `own`: the rows on the course itself
//! - `report`: figures become text
//! - `page`: figures become a page of the book
//!
//! The programs are in `xtask/bench`.

mod measure;
mod own;
mod page;
mod report;
mod rows;

use std::env::consts;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail, ensure};
use cargo_metadata::MetadataCommand;
use indicatif::ProgressBar;
use serde::Serialize;

use crate::progress::progress;
use course::exit::{Exit, fail};
use course::{Course, shown};
use measure::{Beside, Machine, Measure, Output, Sample};
use rows::{Expected, Quick, ROWS, Row, Run, Side, Table, Whose};
use runner::build::cargo;
use runner::python::Python;

/// The packages whose work is measured.
const COMPARED: [&str; 9] = [
    "tokio",
    "smol",
    "async-std",
    "futures",
    "async-channel",
    "async-process",
    "hyper",
    "reqwest",
    "rayon",
];

/// Rounds, and with `--quick`.
const ROUNDS: usize = 5;
const QUICK: usize = 3;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Rows by name; all if none is named
    #[arg(conflicts_with = "page")]
    rows: Vec<String>,
    /// Three rounds in place of five, less work in the longest rows, and without the row that compiles
    #[arg(long, conflicts_with = "page")]
    quick: bool,
    /// Write everything that was measured to a file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write docs/what-it-costs.md, with its pictures
    #[arg(long)]
    page: bool,
}

/// Everything that was measured, as `--json` writes it.
#[derive(Serialize)]
pub(crate) struct Measured {
    version: u32,
    /// The day, as 2026-01-31, of UTC.
    date: String,
    quick: bool,
    rounds: usize,
    /// The machine and the versions, each with its name.
    with: Vec<(String, String)>,
    rows: Vec<MeasuredRow>,
}

#[derive(Serialize)]
struct MeasuredRow {
    name: &'static str,
    tables: Vec<MeasuredTable>,
}

/// What was measured of a table. The first side is the one that the others are compared with.
#[derive(Serialize)]
struct MeasuredTable {
    name: &'static str,
    work: &'static str,
    /// 10 for a tenth of the work.
    part: u64,
    by: Measure,
    sides: Vec<MeasuredSide>,
    /// Each round that was not quiet, counted from 1, and why.
    disturbed: Vec<(usize, String)>,
    /// Whether figures are of the quiet rounds alone. If most were disturbed, they are of all.
    quiet: bool,
    verdicts: Vec<Verdict>,
}

#[derive(Serialize)]
struct MeasuredSide {
    name: &'static str,
    size: u64,
    /// Why it could not be run.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<String>,
    /// One a round.
    samples: Vec<Sample>,
    wall_s: Option<Figure>,
    cpu_s: Option<Figure>,
    memory_bytes: Option<Figure>,
    /// How many times what the first side took, by the piece: the median of the rounds.
    ratio: Option<f64>,
}

/// A median, and the least and the most.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Figure {
    median: f64,
    least: f64,
    most: f64,
}

/// What was found of what is expected.
#[derive(Serialize)]
struct Verdict {
    text: String,
    kept: bool,
    /// Whether this project can do something about it.
    ours: bool,
}

/// Runs the command.
pub(crate) fn bench(options: &Options) -> Result<()> {
    let rows = named(&options.rows)?.into_iter();
    // A row that is asked for by name is run, quickly or not.
    let left_out = options.quick && options.rows.is_empty();
    let rows: Vec<&Row> = rows.filter(|row| !(left_out && row.quick == Quick::Nothing)).collect();
    // Opened before the minutes that the rest takes.
    let create = |path: &PathBuf| {
        File::create(path).with_context(|| format!("failed to write {}", path.display()))
    };
    let json = options.json.as_ref().map(create).transpose()?;
    let rounds = if options.quick { QUICK } else { ROUNDS };
    let mut bench = Bench::new()?;
    bench.build()?;
    if rows.iter().any(|row| row.name == "verify") {
        own::warm(&bench.course, &bench.python)?;
    }
    let sides: usize = rows.iter().flat_map(|row| row.tables).map(|table| table.sides.len()).sum();
    let bar = progress(sides * rounds, "runs, {msg}");
    let mut measured = Measured {
        version: 1,
        date: today(),
        quick: options.quick,
        rounds,
        with: bench.with()?,
        rows: Vec::new(),
    };
    let print = |text: String| -> Result<()> {
        bar.suspend(|| io::stdout().write_all(text.as_bytes())).context("failed to print")
    };
    print(report::head(&measured))?;
    for row in rows {
        let mut tables = Vec::new();
        let part = if options.quick && row.quick == Quick::Tenth { 10 } else { 1 };
        for table in row.tables {
            bar.set_message(row.name);
            let table = bench.table(table, rounds, part, &bar);
            let table = table.with_context(|| format!("row {}", row.name))?;
            print(report::table(row.name, &table))?;
            tables.push(table);
        }
        measured.rows.push(MeasuredRow { name: row.name, tables });
    }
    bar.finish_and_clear();
    if let Some(file) = json {
        serde_json::to_writer_pretty(file, &measured).context("failed to write JSON")?;
    }
    if options.page {
        let template = bench.course.root.join("xtask/bench/page.md");
        let template = fs::read_to_string(&template)
            .with_context(|| format!("failed to read {}", template.display()))?;
        let path = bench.course.root.join("docs/what-it-costs.md");
        fs::write(&path, page::page(&template, &measured)?)
            .with_context(|| format!("failed to write {}", path.display()))?;
        println!("{}", shown(&path));
    }
    measured.judge()
}

impl Measured {
    /// An error if one of our own limits did not hold. What the runtimes cost is no failure.
    fn judge(&self) -> Result<()> {
        let verdicts = self.rows.iter().flat_map(|row| &row.tables).flat_map(|one| &one.verdicts);
        match verdicts.filter(|verdict| verdict.ours && !verdict.kept).count() {
            0 => Ok(()),
            count => bail!("{count} of what this project promises of its own costs did not hold"),
        }
    }
}

/// The rows of these names, or all.
fn named(names: &[String]) -> Result<Vec<&'static Row>> {
    if let Some(name) = names.iter().find(|name| !ROWS.iter().any(|row| row.name == **name)) {
        let rows = ROWS.iter().map(|row| row.name).collect::<Vec<_>>().join(", ");
        return Err(fail(Exit::Unusable, format!("there is no row {name}; there are {rows}")));
    }
    let wanted = |row: &&Row| names.is_empty() || names.iter().any(|name| name == row.name);
    Ok(ROWS.iter().filter(wanted).collect())
}

/// Where a program of the benchmark is built.
fn program(course: &Course, name: &str) -> PathBuf {
    course.target.join("release").join(format!("{name}{}", consts::EXE_SUFFIX))
}

/// What runs the sides.
struct Bench {
    course: Course,
    python: Result<Python, String>,
    machine: Machine,
    /// The website, while a row needs it.
    site: Option<Beside>,
    /// The last `verify`, while its table is measured.
    verified: Option<own::Verify>,
    /// The clone of the last first run, for the second lesson.
    clone: Option<own::Clone>,
}

impl Bench {
    fn new() -> Result<Self> {
        let course = Course::read()?;
        let python = Python::find(&course);
        let machine = Machine::default();
        Ok(Self { course, python, machine, site: None, verified: None, clone: None })
    }

    fn build(&self) -> Result<()> {
        let mut command = cargo();
        command.current_dir(&self.course.root).args(["build", "--release", "--bins"]);
        command.args(["--package", "bench", "--package", "site", "--package", "web-server"]);
        command.arg("--target-dir").arg(&self.course.target);
        if command.status().context("failed to start cargo")?.success() {
            return Ok(());
        }
        Err(fail(Exit::BuildFailed, "the programs of the benchmark do not build"))
    }

    /// Runs all sides in turn, and all of them again, and again.
    fn table(
        &mut self,
        table: &Table,
        rounds: usize,
        part: u64,
        bar: &ProgressBar,
    ) -> Result<MeasuredTable> {
        if table.name.starts_with("http") {
            let mut site = Command::new(program(&self.course, "site"));
            self.site = Some(Beside::start(&mut site)?);
        }
        let missing: Vec<_> = table.sides.iter().map(|side| self.missing(table, side)).collect();
        let mut samples: Vec<Vec<Sample>> = table.sides.iter().map(|_| Vec::new()).collect();
        for _ in 0..rounds {
            self.verified = None;
            for (n, side) in table.sides.iter().enumerate() {
                if missing[n].is_none() {
                    let sample =
                        self.side(table, side, side.size / part).with_context(|| side.name)?;
                    samples[n].push(sample);
                }
                bar.inc(1);
            }
        }
        (self.site, self.clone) = (None, None);
        Ok(MeasuredTable::new(table, part, &missing, &samples))
    }

    /// Why a side cannot be run here.
    fn missing(&self, table: &Table, side: &Side) -> Option<String> {
        let (Run::Python(way) | Run::PythonServer(way)) = side.run else { return None };
        let python = match &self.python {
            Ok(python) => python,
            Err(why) => return Some(why.clone()),
        };
        let has = |package: &str| python.package(package).is_some();
        if way == "uvloop" && cfg!(windows) {
            return Some("uvloop does not exist for Windows".into());
        }
        if way == "uvloop" && !has("uvloop") {
            let pip = "-m pip install -r xtask/bench/python/requirements.txt";
            return Some(format!("uvloop is not installed: {} {pip}", shown(python.program())));
        }
        let needs_aiohttp = table.name.starts_with("http") || table.name == "server";
        (needs_aiohttp && !has("aiohttp"))
            .then(|| "aiohttp is not installed: cargo xtask python-setup".into())
    }

    /// One side, once.
    fn side(&mut self, table: &Table, side: &Side, size: u64) -> Result<Sample> {
        let before = self.machine.before();
        let beside = self.site.as_ref().map_or(0.0, Beside::cpu);
        let (mut sample, also) = self.run(table, side, size)?;
        let beside = self.site.as_ref().map_or(0.0, Beside::cpu) - beside;
        sample.disturbed = before.disturbed(sample.cpu_s.unwrap_or_default() + beside + also);
        if matches!(side.run, Run::VerifyLimit | Run::VerifyReal) {
            // Worked out from a run that is judged itself.
            sample.disturbed = None;
        }
        Ok(sample)
    }

    /// What it took, and what else the benchmark took of a processor meanwhile.
    fn run(&mut self, table: &Table, side: &Side, size: u64) -> Result<(Sample, f64)> {
        let lines = size;
        let size = size.to_string();
        let only_wall =
            |wall_s| Sample { wall_s, cpu_s: None, memory_bytes: None, disturbed: None };
        match side.run {
            Run::Rust(way) => {
                let mut command = Command::new(program(&self.course, "bench"));
                command.args([table.name, way, &size]);
                self.finish(command, if table.name == "harness" { lines } else { 0 })
            }
            Run::Say(option) => {
                let mut command = Command::new(program(&self.course, "say"));
                command.args([option, &size]).env("LESSON_LIMIT", "off");
                self.finish(command, if option == "--say" { lines } else { 0 })
            }
            Run::Python(way) => {
                let mut command = self.sides()?;
                command.args([table.name, way, &size]);
                self.finish(command, 0)
            }
            Run::LessonServer => {
                let mut command = Command::new(program(&self.course, "web-server"));
                command.args(["--serve", "0"]);
                self.served(&command, &size)
            }
            Run::PythonServer(way) => {
                let mut command = self.sides()?;
                command.args([table.name, way, &size]);
                self.served(&command, &size)
            }
            Run::Verify => Ok((self.verify()?.took.clone(), 0.0)),
            Run::VerifyLimit => Ok((only_wall(self.verify()?.limit_s), 0.0)),
            Run::VerifyReal => Ok((only_wall(self.verify()?.real_s), 0.0)),
            Run::FirstHello => {
                let clone = own::Clone::new(&self.course)?;
                clone.add_hello()?;
                Ok((clone.run(&self.course, "hello")?, 0.0))
            }
            Run::FirstLesson => {
                let clone = self.clone.insert(own::Clone::new(&self.course)?);
                Ok((clone.run(&self.course, "gather")?, 0.0))
            }
            Run::SecondLesson => {
                let clone = self.clone.as_ref().context("the first lesson comes first")?;
                Ok((clone.run(&self.course, "timeouts")?, 0.0))
            }
        }
    }

    fn sides(&self) -> Result<Command> {
        let python = self.python.as_ref().map_err(|why| anyhow::anyhow!("{why}"))?;
        Ok(python.command(&self.course.root.join("xtask/bench/python/sides.py")))
    }

    /// Runs a program that says what its work took, and that has to print so many lines.
    fn finish(&self, mut command: Command, lines: u64) -> Result<(Sample, f64)> {
        command.env("BENCH_PROGRAM", program(&self.course, "bench"));
        if let Some(site) = &self.site {
            command.env("BENCH_SITE", &site.address);
        }
        let bench = program(&self.course, "bench");
        let run = measure::run(&mut measure::measured(&bench, &command, &[]), Output::Count)?;
        ensure!(run.lines == lines, "it printed {} lines, not {lines}", run.lines);
        // The pipe's other end is this process, whose time on it is about that of the writer at most.
        let reading = if lines > 0 { run.took.as_secs_f64() } else { 0.0 };
        Ok((run.sample(run.said()?)?, reading))
    }

    /// Runs a server under clients that are another process. The time is that of the clients, and all
    /// else is of the server.
    fn served(&self, server: &Command, size: &str) -> Result<(Sample, f64)> {
        let bench = program(&self.course, "bench");
        let server = Beside::start(&mut measure::measured(&bench, server, &["--until-closed"]))?;
        let mut clients = Command::new(&bench);
        clients.args(["server", "clients", size]).env("BENCH_SITE", &server.address);
        let clients = measure::run(&mut measure::measured(&bench, &clients, &[]), Output::Count)?;
        let sample = measure::sample(&server.end()?, clients.said()?)?;
        Ok((sample, clients.sample(0.0)?.cpu_s.unwrap_or_default()))
    }

    /// The `verify` of this round.
    fn verify(&mut self) -> Result<&own::Verify> {
        if self.verified.is_none() {
            self.verified = Some(own::verify(&self.course, &self.python)?);
        }
        self.verified.as_ref().context("it has just been run")
    }

    /// The machine, and the versions of all that is compared.
    fn with(&self) -> Result<Vec<(String, String)>> {
        let rustc =
            Command::new("rustc").arg("--version").output().context("failed to start rustc")?;
        let rustc = String::from_utf8_lossy(&rustc.stdout).trim().to_owned();
        let processors = thread::available_parallelism().map_or(1, usize::from);
        let mut with = vec![
            ("processors".into(), format!("{processors} of {}", processor())),
            ("system".into(), system()),
            ("Rust".into(), rustc.trim_start_matches("rustc ").into()),
        ];
        let metadata = MetadataCommand::new().exec().context("failed to read the workspace")?;
        for name in COMPARED {
            let versions = metadata.packages.iter().filter(|package| *package.name == name);
            let newest = versions.map(|package| &package.version).max();
            let newest = newest.with_context(|| format!("{name} is not among the packages"))?;
            with.push((name.into(), newest.to_string()));
        }
        match &self.python {
            Ok(python) => {
                with.push(("CPython".into(), python.version().to_owned() + &built(python)));
                for package in ["aiohttp", "uvloop"] {
                    let version = python.package(package).unwrap_or_else(|| "not installed".into());
                    with.push((package.into(), version));
                }
            }
            Err(why) => with.push(("CPython".into(), why.clone())),
        }
        Ok(with)
    }
}

impl MeasuredTable {
    fn new(table: &Table, part: u64, missing: &[Option<String>], samples: &[Vec<Sample>]) -> Self {
        let rounds = samples.iter().map(Vec::len).max().unwrap_or(0);
        // A round is disturbed if any of its sides was: they are compared with one another.
        let why = |round: usize| {
            let mut of_round = table.sides.iter().zip(samples).filter_map(|(side, samples)| {
                let why = samples.get(round)?.disturbed.as_ref()?;
                Some(format!("{}: {why}", side.name))
            });
            let first = of_round.next()?;
            let more = of_round.count();
            Some(if more == 0 { first } else { format!("{first}; and {more} more") })
        };
        let disturbed: Vec<(usize, String)> =
            (0..rounds).filter_map(|round| Some((round + 1, why(round)?))).collect();
        let quiet = 2 * disturbed.len() <= rounds;
        let counts =
            |round: usize| !quiet || disturbed.iter().all(|(number, _)| *number != round + 1);
        let kept: Vec<Vec<&Sample>> = samples
            .iter()
            .map(|samples| {
                let kept = samples.iter().enumerate().filter(|(round, _)| counts(*round));
                kept.map(|(_, sample)| sample).collect()
            })
            .collect();
        let place = |name: &str| table.sides.iter().position(|side| side.name == name);
        let per_piece = |of: usize, base: usize, by: Measure| {
            let pieces = table.sides[of].size as f64 / table.sides[base].size as f64;
            ratio(&kept[of], &kept[base], by).map(|ratio| ratio / pieces)
        };
        let verdicts = table.expected.iter().filter_map(|expected| {
            let of = place(expected.side)?;
            let found = match expected.base {
                Some(base) => per_piece(of, place(base)?, expected.by)?,
                None => figure(&kept[of], expected.by)?.median,
            };
            Some(expected.verdict(found))
        });
        let verdicts = verdicts.collect();
        let sides = table.sides.iter().enumerate().map(|(n, side)| MeasuredSide {
            name: side.name,
            size: side.size / part,
            missing: missing[n].clone(),
            wall_s: figure(&kept[n], Measure::Wall),
            cpu_s: figure(&kept[n], Measure::Cpu),
            memory_bytes: figure(&kept[n], Measure::Memory),
            ratio: per_piece(n, 0, table.by),
            samples: samples[n].clone(),
        });
        let sides = sides.collect();
        let (name, work, by) = (table.name, table.work, table.by);
        Self { name, work, part, by, sides, disturbed, quiet, verdicts }
    }
}

/// How far from a first look is far.
const FAR: f64 = 1.5;

impl Expected {
    fn verdict(&self, found: f64) -> Verdict {
        let what = match self.by {
            Measure::Wall => "the time",
            Measure::Cpu => "the CPU seconds",
            Measure::Memory => "the memory",
        };
        let found_text = report::times(found);
        let text = match (self.base, self.whose) {
            (None, _) => {
                format!("{}: {found_text} s of {what}; promised: at most {} s", self.side, self.to)
            }
            (Some(base), Whose::Ours) => {
                let promised = report::times(self.to);
                format!(
                    "{}: {found_text} times {what} of \"{base}\"; promised: at most {promised}",
                    self.side
                )
            }
            (Some(base), Whose::Theirs) => {
                let (from, to) = (report::times(self.from), report::times(self.to));
                let first = if from == to { from } else { format!("{from} to {to}") };
                format!(
                    "{}: {found_text} times {what} of \"{base}\"; a first look gave {first}",
                    self.side
                )
            }
        };
        let far = if self.whose == Whose::Theirs { FAR } else { 1.0 };
        let kept = (self.from / far..=self.to * far).contains(&found);
        Verdict { text, kept, ours: self.whose == Whose::Ours }
    }
}

fn figure(samples: &[&Sample], by: Measure) -> Option<Figure> {
    let values = samples.iter().map(|sample| sample.get(by)).collect::<Option<Vec<_>>>()?;
    Some(Figure {
        median: median(values.clone())?,
        least: values.iter().copied().fold(f64::MAX, f64::min),
        most: values.iter().copied().fold(0.0, f64::max),
    })
}

/// The median of the rounds, each of which compares two runs that came close after one another.
fn ratio(of: &[&Sample], base: &[&Sample], by: Measure) -> Option<f64> {
    let ratios = of.iter().zip(base).map(|(of, base)| {
        let (of, base) = (of.get(by)?, base.get(by)?);
        (base > 0.0).then(|| of / base)
    });
    median(ratios.collect::<Option<Vec<_>>>()?)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    Some(if values.len() % 2 == 1 { upper } else { f64::midpoint(values[middle - 1], upper) })
}

/// A plain build of CPython is slower than those that systems ship; a reader has to know.
const UNOPTIMIZED: &str = "built without --enable-optimizations";

/// How it was built, if that costs.
fn built(python: &Python) -> String {
    const CODE: &str = "\
import sysconfig
print(sysconfig.get_config_var('CONFIG_ARGS') or '--enable-optimizations')";
    let output = python.interpreter().args(["-c", CODE]).output();
    let output = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    if output.is_ok_and(|text| !text.contains("--enable-optimizations")) {
        return format!(", {UNOPTIMIZED}");
    }
    String::new()
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or_else(
        || consts::ARCH.into(),
        |(_, model)| format!("{} ({})", model.trim(), consts::ARCH),
    )
}

fn system() -> String {
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kb =
        memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB"));
    let memory = kb.and_then(|kb| kb.trim().parse::<f64>().ok()).map(|kb| kb / 1024.0 / 1024.0);
    let memory = memory.map(|gb| format!(", {gb:.0} GB of memory")).unwrap_or_default();
    format!("{} {}{memory}", consts::OS, kernel.trim())
}

/// The day, of UTC.
fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    date(since.as_secs() / 86_400)
}

/// The date of a day, counted from 1970-01-01.
fn date(mut day: u64) -> String {
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    while day >= 365 + u64::from(leap(year)) {
        day -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", day + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(cpu_s: f64, disturbed: Option<&str>) -> Sample {
        let disturbed = disturbed.map(str::to_owned);
        Sample { wall_s: 1.0, cpu_s: Some(cpu_s), memory_bytes: Some(1 << 20), disturbed }
    }

    const TABLE: Table = Table {
        name: "test",
        work: "work",
        by: Measure::Cpu,
        sides: &[
            Side { name: "a", run: Run::Rust("a"), size: 10 },
            Side { name: "b", run: Run::Rust("b"), size: 100 },
        ],
        expected: &[Expected {
            side: "b",
            base: Some("a"),
            by: Measure::Cpu,
            from: 0.0,
            to: 2.0,
            whose: Whose::Ours,
        }],
    };

    fn measured(a: &[(f64, Option<&str>)], b: &[f64]) -> MeasuredTable {
        let a = a.iter().map(|(cpu, why)| sample(*cpu, *why)).collect();
        let b = b.iter().map(|cpu| sample(*cpu, None)).collect();
        MeasuredTable::new(&TABLE, 1, &[None, None], &[a, b])
    }

    #[test]
    fn medians() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0]), Some(2.5));
    }

    #[test]
    fn a_ratio_is_the_median_of_the_rounds_by_the_piece() {
        let table = measured(&[(1.0, None), (2.0, None), (1.0, None)], &[10.0, 20.0, 50.0]);
        assert_eq!(table.sides[1].ratio, Some(1.0));
        assert_eq!(table.sides[1].cpu_s, Some(Figure { median: 20.0, least: 10.0, most: 50.0 }));
        assert!(table.verdicts[0].kept);
    }

    #[test]
    fn what_is_ours_and_outside_is_not_kept() {
        let table = measured(&[(1.0, None)], &[21.0]);
        assert!(!table.verdicts[0].kept && table.verdicts[0].ours);
    }

    #[test]
    fn only_our_own_limits_fail_the_command() {
        let with = |cpu, ours| {
            let mut table = measured(&[(1.0, None)], &[cpu]);
            table.verdicts[0].ours = ours;
            let rows = vec![MeasuredRow { name: "test", tables: vec![table] }];
            let (date, with) = (String::new(), Vec::new());
            Measured { version: 1, date, quick: false, rounds: 1, with, rows }.judge()
        };
        assert!(with(20.0, true).is_ok());
        assert!(with(20.1, true).is_err());
        assert!(with(20.1, false).is_ok());
    }

    #[test]
    fn an_unknown_row_is_refused_with_the_names_of_all() {
        assert_eq!(named(&[]).expect("all").len(), ROWS.len());
        assert_eq!(named(&["queue".into()]).expect("a row").len(), 1);
        let error = named(&["queue".into(), "ques".into()]).err().expect("no such row");
        assert!(error.to_string().starts_with("there is no row ques; there are start, tasks, "));
    }

    #[test]
    fn a_disturbed_round_is_left_out_and_told() {
        let table = measured(&[(9.0, Some("noise")), (1.0, None), (1.0, None)], &[9.0, 10.0, 10.0]);
        assert_eq!(table.disturbed, [(1, "a: noise".to_owned())]);
        assert!(table.quiet);
        assert_eq!(table.sides[0].cpu_s.map(|figure| figure.most), Some(1.0));
        assert!(report::table("row", &table).contains("round 1 was disturbed"));
    }

    #[test]
    fn where_most_rounds_are_disturbed_all_count_and_it_is_told() {
        let table = measured(&[(9.0, Some("noise")), (1.0, Some("noise")), (1.0, None)], &[1.0; 3]);
        assert!(!table.quiet);
        assert_eq!(table.sides[0].cpu_s.map(|figure| figure.most), Some(9.0));
        assert!(report::table("row", &table).contains("not quiet"));
    }

    #[test]
    fn a_side_that_is_not_there_is_told() {
        let missing = [None, Some("b is not installed".into())];
        let table = MeasuredTable::new(&TABLE, 1, &missing, &[vec![sample(1.0, None)], vec![]]);
        assert!(table.verdicts.is_empty());
        assert!(report::table("row", &table).contains("b is not installed"));
    }

    #[test]
    fn names_of_rows_and_sides_are_each_there_once() {
        for (n, row) in ROWS.iter().enumerate() {
            assert!(ROWS[..n].iter().all(|other| other.name != row.name), "{}", row.name);
            for table in row.tables {
                for (n, side) in table.sides.iter().enumerate() {
                    assert!(table.sides[..n].iter().all(|other| other.name != side.name));
                }
                for expected in table.expected {
                    for name in [Some(expected.side), expected.base].into_iter().flatten() {
                        assert!(table.sides.iter().any(|side| side.name == name), "{name}");
                    }
                }
            }
        }
    }

    #[test]
    fn each_side_of_a_row_is_there() {
        let (rust, python) =
            (include_str!("../bench/src/main.rs"), include_str!("../bench/python/sides.py"));
        for table in ROWS.iter().flat_map(|row| row.tables) {
            for side in table.sides {
                match side.run {
                    Run::Rust(way) => {
                        let arm = format!("(\"{}\", \"{way}\") =>", table.name);
                        assert!(rust.contains(&arm), "{arm}");
                    }
                    Run::Python(way) | Run::PythonServer(way) => {
                        assert!(python.contains(&format!("\"{}\": (", table.name)));
                        let ways = ["asyncio", "uvloop"];
                        assert!(ways.contains(&way) || python.contains(&format!("\"{way}\": ")));
                    }
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn dates() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(19_782), "2024-02-29");
        assert_eq!(date(20_453), "2025-12-31");
        assert_eq!(date(20_454), "2026-01-01");
    }
}
