//! The arguments, and the whole benchmark.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use clap::builder::PossibleValuesParser;
use course::exit::{Exit, fail};
use course::{read_text, shown};
use indicatif::{ProgressBar, ProgressStyle};

use crate::figures::{Measured, MeasuredRow};
use crate::machine::Machine;
use crate::rows::{BenchRow, Quick, ROWS, Table};
use crate::tools::Tools;
use crate::{page, report, rounds, versions};

/// The number of rounds, and the number with `--quick`.
const ROUNDS: usize = 5;
const QUICK: usize = 3;

/// Measures what asynchronous code costs, side by side
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask bench", after_help = EXIT_CODES)]
struct Options {
    /// Rows by name; all if none is named
    #[arg(value_parser = row_names(), conflicts_with = "page")]
    rows: Vec<String>,
    /// Run three rounds instead of five, do less work in the longest rows, and skip the row that compiles
    #[arg(long, conflicts_with = "page")]
    quick: bool,
    /// Write everything that was measured to a file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write docs/what-it-costs.md, with its pictures; this needs an optimized CPython with aiohttp and uvloop
    #[arg(long)]
    page: bool,
    /// The CPython to measure, instead of the one that runs the twins
    #[arg(long, value_name = "PROGRAM")]
    python: Option<PathBuf>,
}

const EXIT_CODES: &str = "\
Exit codes: 0 success, 1 one of the project's own limits is broken or a side fails, 2 unusable
arguments, 3 the build failed.";

fn row_names() -> PossibleValuesParser {
    ROWS.iter().map(|row| row.name).into()
}

/// Runs the command.
pub(crate) fn run() -> Result<()> {
    let options = Options::parse();
    let rows = options.wanted();
    let tools = Tools::find(options.python.as_deref())?;
    if options.page {
        publishable(&tools)?;
    }
    // Opened first, because the rest takes minutes.
    let create = |path: &PathBuf| {
        File::create(path).with_context(|| format!("failed to write {}", path.display()))
    };
    let json = options.json.as_ref().map(create).transpose()?;
    build(&tools, &rows)?;
    let measured = measure(&tools, &rows, options.quick)?;
    if let Some(file) = json {
        serde_json::to_writer_pretty(file, &measured).context("failed to write JSON")?;
    }
    if options.page {
        write_page(&tools, &measured)?;
    }
    measured.judge()
}

impl Options {
    fn wanted(&self) -> Vec<&'static BenchRow> {
        // A row that is named runs, even with `--quick`.
        let left_out = |row: &BenchRow| self.quick && row.quick == Quick::Nothing;
        let wanted = |row: &&BenchRow| match &self.rows[..] {
            [] => !left_out(row),
            names => names.iter().any(|name| name == row.name),
        };
        ROWS.iter().filter(wanted).collect()
    }
}

/// Builds the programs that the rows start besides this one.
fn build(tools: &Tools, rows: &[&BenchRow]) -> Result<()> {
    let tables = rows.iter().flat_map(|row| row.tables);
    let programs: BTreeSet<_> = tables.flat_map(Table::programs).collect();
    programs.iter().try_for_each(|(package, name)| tools.build_program(package, name))
}

/// Runs the rows, and prints each table as soon as it is complete.
fn measure(tools: &Tools, rows: &[&BenchRow], quick: bool) -> Result<Measured> {
    let rounds = if quick { QUICK } else { ROUNDS };
    let sides: usize = rows.iter().flat_map(|row| row.tables).map(|table| table.sides.len()).sum();
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} runs, {msg}")?;
    let bar = ProgressBar::new((sides * rounds) as u64).with_style(style);
    let print = |text: String| -> Result<()> {
        bar.suspend(|| io::stdout().write_all(text.as_bytes())).context("failed to print")
    };
    let mut machine = Machine::default();
    let mut measured = Measured::new(quick, rounds, versions::today(), versions::with(tools)?);
    print(report::head(&measured))?;
    for row in rows {
        let mut tables = Vec::new();
        let part = if quick && row.quick == Quick::Tenth { 10 } else { 1 };
        for table in row.tables {
            bar.set_message(row.name);
            let table = rounds::run(tools, &mut machine, table, (rounds, part), || bar.inc(1));
            let table = table.with_context(|| format!("row {}", row.name))?;
            print(report::table(row.name, &table))?;
            tables.push(table);
        }
        measured.rows.push(MeasuredRow { name: row.name, tables });
    }
    bar.finish_and_clear();
    Ok(measured)
}

/// Refuses to publish figures of a CPython that is slower than the ones that readers have.
fn publishable(tools: &Tools) -> Result<()> {
    let publishable = tools.python.as_ref().map_err(Clone::clone).and_then(versions::publishable);
    publishable.map_err(|why| fail(Exit::Unusable, format!("{why}.\n{OPTIMIZED}")))
}

const OPTIMIZED: &str = "\
The page is of an optimized CPython with aiohttp and uvloop. Make an environment with one, such as that of
Debian or of python.org, and name it:
    /usr/bin/python3 -m venv target/bench-python
    target/bench-python/bin/python -m pip install -r shared/python/requirements.txt \\
        -r xtask/bench/python/requirements.txt
    cargo xtask bench --page --python target/bench-python/bin/python";

fn write_page(tools: &Tools, measured: &Measured) -> Result<()> {
    let template = tools.course.root.join("xtask/bench/page.md");
    let template = read_text(&template)?;
    let path = tools.course.root.join("docs/what-it-costs.md");
    fs::write(&path, page::page(&template, measured)?)
        .with_context(|| format!("failed to write {}", path.display()))?;
    println!("{}", shown(&path));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(args: &[&str]) -> Vec<&'static str> {
        let args = std::iter::once(&"bench").chain(args);
        let options = Options::try_parse_from(args).expect("good arguments");
        options.wanted().iter().map(|row| row.name).collect()
    }

    #[test]
    fn rows_come_in_their_own_order_and_once() {
        assert_eq!(wanted(&["queue", "start", "queue"]), ["start", "queue"]);
        assert_eq!(wanted(&[]).len(), ROWS.len());
    }

    #[test]
    fn a_quick_run_leaves_out_the_row_that_compiles_unless_it_is_named() {
        assert!(!wanted(&["--quick"]).contains(&"first-run"));
        assert_eq!(wanted(&["--quick", "first-run"]), ["first-run"]);
    }

    #[test]
    fn an_unknown_row_is_refused_with_the_names_of_all() {
        let error = Options::try_parse_from(["bench", "queue", "ques"]).expect_err("no such row");
        assert_eq!(error.exit_code(), 2);
        let error = error.to_string();
        assert!(error.contains("'ques'") && error.contains("start, tasks, "), "{error}");
    }

    #[test]
    fn a_page_is_of_all_rows() {
        assert!(Options::try_parse_from(["bench", "--page", "queue"]).is_err());
        assert!(Options::try_parse_from(["bench", "--page", "--quick"]).is_err());
    }
}
