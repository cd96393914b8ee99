//! A run in the Chrome trace event format, which Perfetto opens.
//!
//! One thread a lane, in lesson microseconds: a lesson second is a second in the viewer, whatever it
//! took. The format is described in "Trace Event Format" by the Chromium project.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use expected_order::Order;
use serde_json::{Value, json};

use crate::judge::Run;

/// Writes a run to a file, and the folder around it if need be.
pub(crate) fn write(path: &Path, run: &Run, order: &Order) -> Result<()> {
    let folder = path.parent().context("a trace lies in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("failed to make {}", folder.display()))?;
    let text = serde_json::to_string(&events(run, order)).context("failed to write JSON")?;
    fs::write(path, text).with_context(|| format!("failed to write {}", path.display()))
}

fn events(run: &Run, order: &Order) -> Value {
    let verdict = order.check(&run.lines());
    let mut lanes: Vec<&str> = order.lanes().iter().map(String::as_str).collect();
    // Lines that no row expects, and futures that say nothing, have threads of their own.
    if verdict.row_of.contains(&None) {
        lanes.push("(no lane)");
    }
    for (lane, ..) in &run.polls {
        if !lanes.contains(&lane.as_str()) {
            lanes.push(lane);
        }
    }
    let thread = |name: &str| lanes.iter().position(|lane| *lane == name).map_or(0, |n| n + 1);
    let names = lanes.iter().map(|lane| {
        json!({"ph": "M", "name": "thread_name", "pid": 1, "tid": thread(lane), "args": {"name": lane}})
    });
    let lines = run.lines.iter().zip(&verdict.row_of).map(|((at, text), row)| {
        let lane = row.map_or("(no lane)", |row| &order.lanes()[order.rows()[row].lane]);
        json!({"ph": "i", "s": "t", "name": text, "cat": "line", "pid": 1, "tid": thread(lane), "ts": micros(*at)})
    });
    let polls = run.polls.iter().map(|(lane, from, to)| {
        let took = micros(to.saturating_sub(*from));
        json!({"ph": "X", "name": "poll", "cat": "poll", "pid": 1, "tid": thread(lane), "ts": micros(*from), "dur": took})
    });
    json!({"displayTimeUnit": "ms", "traceEvents": names.chain(lines).chain(polls).collect::<Vec<_>>()})
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
