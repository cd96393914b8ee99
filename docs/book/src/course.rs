//! What `cargo xtask book` hands over: the course, and what its programs did.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use expected_order::{Line, Order, Poll};
use serde::Deserialize;

/// The course. All paths are relative to its root, with forward slashes.
#[derive(Debug, Deserialize)]
pub(crate) struct Course {
    /// The root of the workspace.
    #[serde(skip)]
    pub(crate) root: PathBuf,
    /// The titles of its parts.
    pub(crate) parts: Vec<String>,
    pub(crate) lessons: Vec<Lesson>,
    /// The last run of each program, by its name.
    runs: HashMap<String, Run>,
    pub(crate) results: Results,
    /// With what it ran: name and version.
    pub(crate) versions: Vec<(String, String)>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Lesson {
    /// The number of its folder, `05`.
    pub(crate) number: String,
    /// The name of its package, `gather`.
    pub(crate) name: String,
    pub(crate) title: String,
    /// Counted from 1.
    pub(crate) part: usize,
    /// Its folder, `lessons/gather`.
    pub(crate) folder: String,
    pub(crate) variants: Vec<Variant>,
    pub(crate) mistakes: Vec<Mistake>,
}

impl Lesson {
    /// The lesson itself, on Tokio, to which all others are variants.
    pub(crate) fn main(&self) -> &Variant {
        &self.variants[0]
    }
}

/// A lesson on one runtime.
#[derive(Debug, Deserialize)]
pub(crate) struct Variant {
    /// As the command line names it.
    pub(crate) name: String,
    pub(crate) program: String,
    /// Why it does not exist, if it does not.
    pub(crate) without: Option<String>,
    pub(crate) source: String,
    /// The file of its claims.
    pub(crate) order: String,
}

impl Variant {
    /// The name of the file of its claims, without its folder.
    pub(crate) fn order_name(&self) -> &str {
        self.order.rsplit('/').next().unwrap_or(&self.order)
    }

    /// As a person names it.
    pub(crate) fn label(&self) -> &str {
        match self.name.as_str() {
            "tokio" => "Tokio",
            "python" => "asyncio",
            other => other,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Mistake {
    /// Without the lesson's name, `one-by-one`.
    pub(crate) name: String,
    pub(crate) program: String,
}

/// What one program did, in lesson seconds.
#[derive(Debug, Deserialize)]
pub(crate) struct Run {
    /// How long a lesson second was.
    pub(crate) second_ms: f64,
    lines: Vec<(f64, String)>,
    /// Lane, beginning and end of each poll that was recorded.
    polls: Vec<(String, f64, f64)>,
    /// How it ended, if not as a lesson ends.
    pub(crate) trouble: Option<String>,
}

impl Run {
    pub(crate) fn lines(&self) -> Vec<Line<'_>> {
        let lines = self.lines.iter();
        lines.map(|(at, text)| Line { at: Duration::from_secs_f64(*at), text }).collect()
    }

    pub(crate) fn polls(&self) -> Vec<Poll<'_>> {
        let time = Duration::from_secs_f64;
        let polls = self.polls.iter();
        polls.map(|(lane, from, to)| Poll { lane, from: time(*from), to: time(*to) }).collect()
    }
}

/// The result of `verify`, as docs/verify-json.md describes it.
#[derive(Debug, Deserialize)]
pub(crate) struct Results {
    pub(crate) lessons: Vec<LessonResult>,
    pub(crate) runs: usize,
    pub(crate) repeated: usize,
    pub(crate) took_s: f64,
    pub(crate) real_s: f64,
}

#[derive(Debug, Deserialize)]
pub(crate) struct LessonResult {
    pub(crate) variants: HashMap<String, Outcome>,
    pub(crate) mistakes: Vec<Outcome>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) status: String,
    #[serde(default)]
    pub(crate) why: String,
}

impl Course {
    /// Reads what `cargo xtask book` wrote.
    pub(crate) fn read(data: &Path) -> Result<Self> {
        let text = fs::read(data).with_context(|| format!("failed to read {}", data.display()))?;
        let course: Self = serde_json::from_slice(&text)
            .with_context(|| format!("{}: not of this version", data.display()))?;
        Ok(Self { root: std::env::current_dir()?, ..course })
    }

    /// The text of one of its files.
    pub(crate) fn text(&self, file: &str) -> Result<String> {
        fs::read_to_string(self.root.join(file)).with_context(|| format!("failed to read {file}"))
    }

    /// The claims in one of its files.
    pub(crate) fn order(&self, file: &str) -> Result<Order> {
        let text = self.text(file)?;
        text.parse().map_err(|error: expected_order::ParseError| anyhow::anyhow!("{file}:{error}"))
    }

    /// The last run of a program; none if it was not run, for want of Python or a package.
    pub(crate) fn run(&self, program: &str) -> Option<&Run> {
        self.runs.get(program)
    }
}
