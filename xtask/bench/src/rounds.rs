//! Runs all sides of a table, round after round.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use course::shown;

use crate::figures::MeasuredTable;
use crate::machine::Machine;
use crate::measure::{self, Beside, Output, Sample};
use crate::own::OwnCosts;
use crate::rows::{How, InPython, Loop, Server, Side, Table};
use crate::tools::Tools;

/// Runs all sides one after the other, in several rounds. `part` is 10 for a tenth of the work, and `step`
/// is called after each run.
///
/// # Errors
/// Names the side that could not be run, or whose result is wrong.
pub(crate) fn run(
    tools: &Tools,
    machine: &mut Machine,
    table: &Table,
    (rounds, part): (usize, u64),
    mut step: impl FnMut(),
) -> Result<MeasuredTable> {
    let mut running = Running::start(tools, table)?;
    let missing: Vec<_> = table.sides.iter().map(|side| missing(tools, side)).collect();
    let mut samples: Vec<Vec<Sample>> = table.sides.iter().map(|_| Vec::new()).collect();
    let mut turns: Vec<(usize, &Side)> = table.sides.iter().enumerate().collect();
    // A calculated figure comes after the runs that it is calculated from.
    turns.sort_by_key(|(_, side)| matches!(side.how, How::WorkedOut(_)));
    for _ in 0..rounds {
        for &(n, side) in &turns {
            if missing[n].is_none() {
                let sample = running.side(machine, side, side.size / part);
                samples[n].push(sample.with_context(|| side.name)?);
            }
            step();
        }
    }
    Ok(MeasuredTable::new(table, part, &missing, &samples))
}

/// Why a side cannot be run here.
fn missing(tools: &Tools, side: &Side) -> Option<String> {
    let (How::Python(side) | How::Served { server: Server::Python(side), .. }) = side.how else {
        return None;
    };
    let python = match &tools.python {
        Ok(python) => python,
        Err(why) => return Some(why.clone()),
    };
    let lacks = |package: &str| python.package(package).is_none();
    if side.on == Loop::Uvloop && cfg!(windows) {
        return Some("uvloop does not exist for Windows".into());
    }
    if side.on == Loop::Uvloop && lacks("uvloop") {
        let pip = "-m pip install -r xtask/bench/python/requirements.txt";
        return Some(format!("uvloop is not installed: {} {pip}", shown(python.program())));
    }
    (side.aiohttp && lacks("aiohttp")).then(|| {
        let pip = "-m pip install -r shared/python/requirements.txt";
        format!("aiohttp is not installed: {} {pip}", shown(python.program()))
    })
}

/// A table whose sides are being run.
struct Running<'a> {
    tools: &'a Tools,
    table: &'a Table,
    /// The website, if the table needs it.
    site: Option<Beside>,
    own: OwnCosts,
}

impl<'a> Running<'a> {
    fn start(tools: &'a Tools, table: &'a Table) -> Result<Self> {
        let mut own = OwnCosts::default();
        if let Some(warm) = table.warm {
            warm(&mut own, tools)?;
        }
        let site = table.site.then(|| Beside::start(&mut tools.program("site"))).transpose()?;
        Ok(Self { tools, table, site, own })
    }

    /// One side, once.
    fn side(&mut self, machine: &mut Machine, side: &Side, size: u64) -> Result<Sample> {
        let before = machine.before();
        let beside = self.site.as_ref().map_or(0.0, Beside::cpu);
        let (mut sample, also) = self.take(side, size)?;
        let beside = self.site.as_ref().map_or(0.0, Beside::cpu) - beside;
        // A calculated figure comes from a run that is judged itself.
        if !matches!(side.how, How::WorkedOut(_)) {
            sample.disturbed = before.disturbed(sample.cpu_s.unwrap_or_default() + beside + also);
        }
        Ok(sample)
    }

    /// What it took, and the processor time that the benchmark itself took meanwhile.
    fn take(&mut self, side: &Side, size: u64) -> Result<(Sample, f64)> {
        match side.how {
            How::Rust(_) | How::RustTimed(_) => self.finish(self.in_rust(side, size), size),
            How::Python(python) => self.finish(self.in_python(python, size)?, size),
            How::Say(option) => {
                let mut command = self.tools.program("say");
                command.args([option, &size.to_string()]).env("LESSON_LIMIT", "off");
                self.finish(command, size)
            }
            How::Served { server, .. } => {
                let server = match server {
                    Server::Python(python) => self.in_python(python, size)?,
                    Server::WebServer => {
                        let mut command = self.tools.program("web-server");
                        command.args(["--serve", "0"]);
                        command
                    }
                };
                self.served(&server, self.in_rust(side, size))
            }
            How::Own(measure) => Ok((measure(&mut self.own, self.tools)?, 0.0)),
            How::WorkedOut(seconds) => {
                Ok((Sample::worked_out(seconds(&mut self.own, self.tools)?), 0.0))
            }
        }
    }

    fn in_rust(&self, side: &Side, size: u64) -> Command {
        let mut command = self.tools.this();
        command.args(["side", self.table.name, side.name, &size.to_string()]);
        command
    }

    fn in_python(&self, side: InPython, size: u64) -> Result<Command> {
        let mut command = self.tools.sides_py()?;
        command.args([side.work, side.on.name(), &size.to_string()]);
        Ok(command)
    }

    /// Runs a program that prints how long its work took.
    fn finish(&self, mut command: Command, size: u64) -> Result<(Sample, f64)> {
        let lines = if self.table.prints { size } else { 0 };
        command.env("BENCH_PROGRAM", self.tools.this().get_program());
        if let Some(site) = &self.site {
            command.env("BENCH_SITE", &site.address);
        }
        let run = measure::run(&mut self.tools.measured(&command, &[]), Output::Count)?;
        ensure!(run.lines == lines, "it printed {} lines, not {lines}", run.lines);
        // The pipe's other end is this process, whose time on it is about that of the writer at most.
        let reading = if lines > 0 { run.took.as_secs_f64() } else { 0.0 };
        Ok((run.sample(run.said()?)?, reading))
    }

    /// Runs a server, with clients in another process. The time is that of the clients, and the other figures
    /// are the server's.
    fn served(&self, server: &Command, mut clients: Command) -> Result<(Sample, f64)> {
        let server = Beside::start(&mut self.tools.measured(server, &["--until-closed"]))?;
        clients.env("BENCH_SITE", &server.address);
        let clients = measure::run(&mut self.tools.measured(&clients, &[]), Output::Count)?;
        let sample = measure::sample(&server.end()?, clients.said()?)?;
        Ok((sample, clients.sample(0.0)?.cpu_s.unwrap_or_default()))
    }
}
