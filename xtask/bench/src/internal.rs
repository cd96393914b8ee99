//! What this program does when the benchmark starts it again:
//!
//! - `bench nothing` does nothing
//! - `bench measured PROGRAM …` runs a program and prints what it used
//! - `bench side TABLE SIDE SIZE [RESULT]` does the work of one side, and prints on standard error how
//!   long that took, without the start of the process. It fails if the result is wrong. RESULT
//!   replaces the right result, so that a test can see the failure.
//! - `bench sides` lists the sides that need nothing installed, for the test that runs each

use std::ffi::OsString;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::measured;
use crate::rows::{How, Loop, ROWS, Side, Table};

/// Does what the arguments ask for. `None` if they are not one of the commands above.
pub(crate) fn run(args: &[OsString]) -> Option<Result<()>> {
    let (command, args) = args.split_first()?;
    match command.to_str()? {
        "nothing" => Some(Ok(())),
        "measured" => Some(measured::run(args)),
        "side" => Some(side(args)),
        "sides" => {
            list();
            Some(Ok(()))
        }
        _ => None,
    }
}

fn side(args: &[OsString]) -> Result<()> {
    let text = |arg: &OsString| arg.clone().into_string().ok().context("an argument is not UTF-8");
    let args = args.iter().map(text).collect::<Result<Vec<_>>>()?;
    let (table, side, size, expected) = match &args[..] {
        [table, side, size] => (table, side, size, None),
        [table, side, size, expected] => (table, side, size, Some(expected)),
        _ => bail!("usage: bench side TABLE SIDE SIZE [RESULT]"),
    };
    let (table, side) = find(table, side)?;
    let size: u64 = size.parse().context("SIZE is a number")?;
    let expected = expected.map(|text| text.parse()).transpose().context("RESULT is a number")?;
    let (took, result) = work(side, size)?;
    let expected = expected.unwrap_or_else(|| (table.right)(size));
    ensure!(
        result == expected,
        "{} on {}: the result is {result}, not {expected}",
        table.name,
        side.name
    );
    eprintln!("took {}", took.as_secs_f64());
    Ok(())
}

fn find(table: &str, side: &str) -> Result<(&'static Table, &'static Side)> {
    let mut tables = ROWS.iter().flat_map(|row| row.tables);
    let found = tables.find(|one| one.name == table);
    let found = found.with_context(|| format!("there is no table {table}"))?;
    let one = found.sides.iter().find(|one| one.name == side);
    Ok((found, one.with_context(|| format!("the table {table} has no side {side}"))?))
}

/// Does the work. Returns how long it took, and its result.
fn work(side: &Side, size: u64) -> Result<(Duration, u64)> {
    match side.how {
        How::Rust(work) => {
            let start = Instant::now();
            let result = work(size)?;
            Ok((start.elapsed(), result))
        }
        How::RustTimed(work) | How::Served { clients: work, .. } => work(size),
        _ => bail!("the work of {} is not in this program", side.name),
    }
}

/// A line for each side, with tabs: `rust TABLE SIDE` or `python WORK LOOP`.
fn list() {
    for table in ROWS.iter().flat_map(|row| row.tables) {
        for side in table.sides {
            match side.how {
                How::Rust(_) | How::RustTimed(_) => println!("rust\t{}\t{}", table.name, side.name),
                How::Python(python) if python.on == Loop::Asyncio && !python.aiohttp => {
                    println!("python\t{}\t{}", python.work, python.on.name());
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_is_called_like_one_of_these() {
        assert!(run(&["nothing".into()]).is_some());
        for row in ROWS {
            assert!(run(&[row.name.into()]).is_none(), "{}", row.name);
        }
    }

    #[test]
    fn a_side_that_is_not_there_is_refused() {
        let refused = |table, side| find(table, side).err().map(|error| error.to_string());
        assert_eq!(refused("ghost", "Rust").as_deref(), Some("there is no table ghost"));
        let why = refused("start", "ghost");
        assert_eq!(why.as_deref(), Some("the table start has no side ghost"));
        assert_eq!(refused("start", "Rust"), None);
    }
}
