//! A run in the Chrome trace event format, which Perfetto opens.
//!
//! One thread per lane, in lesson microseconds: a lesson second is a second in the viewer, however long
//! it took. The format is described in "Trace Event Format" by the Chromium project.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use course::Run;
use expected_order::Order;
use serde_json::{Value, json};

use super::Verified;

/// Writes the last run of each program to a file of its name, and makes the folder if need be.
pub(crate) fn write(verified: &Verified, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("failed to make {}", folder.display()))?;
    for (program, outcome) in verified.programs() {
        let Some(run) = &outcome.run else { continue };
        let path = folder.join(format!("{}.json", program.id()));
        let events = events(run, verified.runner.order(&program));
        fs::write(&path, events.to_string())
            .with_context(|| format!("failed to write {}", path.display()))?;
    }
    Ok(())
}

fn events(run: &Run, order: &Order) -> Value {
    let verdict = run.check(order);
    let mut lanes: Vec<&str> = order.lanes().iter().map(String::as_str).collect();
    // Lines that no row expects, and futures that print nothing, get separate threads.
    if verdict.row_of.contains(&None) {
        lanes.push("(no lane)");
    }
    for poll in &run.polls {
        if !lanes.contains(&poll.lane.as_str()) {
            lanes.push(&poll.lane);
        }
    }
    let thread = |name: &str| lanes.iter().position(|lane| *lane == name).map_or(0, |n| n + 1);
    let names = lanes.iter().map(|lane| {
        json!({"ph": "M", "name": "thread_name", "pid": 1, "tid": thread(lane), "args": {"name": lane}})
    });
    let lines = run.lines.iter().zip(&verdict.row_of).map(|(said, row)| {
        let lane = row.map_or("(no lane)", |row| &order.lanes()[order.rows()[row].lane]);
        json!({"ph": "i", "s": "t", "name": said.text, "cat": "line", "pid": 1, "tid": thread(lane), "ts": micros(said.at)})
    });
    let polls = run.polls.iter().map(|poll| {
        let took = micros(poll.to.saturating_sub(poll.from));
        json!({"ph": "X", "name": "poll", "cat": "poll", "pid": 1, "tid": thread(&poll.lane), "ts": micros(poll.from), "dur": took})
    });
    json!({"displayTimeUnit": "ms", "traceEvents": names.chain(lines).chain(polls).collect::<Vec<_>>()})
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
