//! What became of the programs, as a matrix, as JSON, as JUnit, and as annotations.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use crate::course::Variant;
use crate::exit::{Exit, fail};

/// The result of a whole run, as `--json` prints it. docs/verify-json.md describes the fields.
#[derive(Debug, Serialize)]
pub(crate) struct Results {
    pub(crate) version: u32,
    pub(crate) lessons: Vec<LessonResult>,
    pub(crate) runs: usize,
    /// Runs that were repeated with a longer second.
    pub(crate) repeated: usize,
    pub(crate) took_s: f64,
    /// What the same runs take when a lesson second is a second.
    pub(crate) real_s: f64,
    pub(crate) interrupted: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct LessonResult {
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) variants: BTreeMap<Variant, Outcome>,
    pub(crate) mistakes: Vec<MistakeResult>,
}

#[derive(Debug, Serialize)]
pub(crate) struct MistakeResult {
    pub(crate) name: String,
    pub(crate) breaks: String,
    #[serde(flatten)]
    pub(crate) outcome: Outcome,
}

/// What became of one program.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Outcome {
    pub(crate) status: Status,
    /// Why it was not run, or what is wrong, in full.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) why: String,
    /// The file and line of the broken claim, or of what does not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<Place>,
    /// Each run: how long its lesson second was, and the first claim that it broke.
    pub(crate) tries: Vec<Try>,
    /// How long the last run took, in lesson seconds.
    pub(crate) lesson_s: f64,
}

/// A place in a file, for tools that jump there.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Place {
    /// From the root of the workspace, with forward slashes.
    pub(crate) file: String,
    pub(crate) line: usize,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Try {
    pub(crate) second_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) broke: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Status {
    /// Nobody came to run it: interrupted, or a mistake of a lesson that fails.
    #[default]
    NotRun,
    /// The claims hold, or the mistake is rejected for the claim that it names.
    Ok,
    Failed,
    /// The subject does not exist there.
    NotApplicable,
    /// Something is not installed.
    Skipped,
}

impl Results {
    /// The matrix, what is not there and why, what failed and why, and a last line that counts.
    pub(crate) fn to_text(&self) -> String {
        let width = self.lessons.iter().map(|lesson| lesson.name.len() + 3).max().unwrap_or(0);
        let mut out = format!("{:width$}", "lesson");
        for variant in Variant::ALL {
            let _ = write!(out, "  {variant:<9}");
        }
        out.push_str("  mistakes\n");
        let mut gaps = String::new();
        let mut failures = String::new();
        for lesson in &self.lessons {
            let name = format!("{} {}", lesson.number, lesson.name);
            let _ = writeln!(out, "{name:width$}{}", lesson.cells());
            lesson.explain(&mut gaps, &mut failures);
        }
        out + &gaps + &failures + &self.summary()
    }

    fn summary(&self) -> String {
        let mut out = String::new();
        let failed =
            self.outcomes().filter(|(_, outcome)| outcome.status == Status::Failed).count();
        if failed > 0 {
            let _ = write!(out, "{failed} failed: ");
        }
        let _ = write!(
            out,
            "{} runs in {:.1} s (real time would be {})",
            self.runs,
            self.took_s,
            minutes(self.real_s),
        );
        if self.repeated > 0 {
            let _ = write!(out, "; {} repeated with a longer second", self.repeated);
        }
        if self.interrupted {
            out.push_str("; interrupted, `-` was not run");
        }
        out.push('\n');
        out
    }

    /// Each program's name and what became of it.
    pub(crate) fn outcomes(&self) -> impl Iterator<Item = (String, &Outcome)> {
        self.lessons.iter().flat_map(LessonResult::outcomes)
    }

    /// Writes the results as JUnit XML, which CI systems show as tests.
    pub(crate) fn write_junit(&self, path: &Path) -> Result<()> {
        let mut cases = String::new();
        let (mut failed, mut skipped) = (0, 0);
        for (name, outcome) in self.outcomes() {
            let (class, name) = name.split_once(": ").unwrap_or(("", &name));
            let _ = write!(
                cases,
                "  <testcase classname=\"{}\" name=\"{}\" time=\"{:.3}\"",
                xml(class),
                xml(name),
                outcome.lesson_s,
            );
            match outcome.status {
                Status::Ok => cases.push_str("/>\n"),
                Status::Failed => {
                    failed += 1;
                    let first =
                        outcome.why.lines().find(|line| !line.is_empty()).unwrap_or_default();
                    let _ = writeln!(
                        cases,
                        "><failure message=\"{}\">{}</failure></testcase>",
                        xml(first),
                        xml(&outcome.why),
                    );
                }
                Status::NotApplicable | Status::Skipped | Status::NotRun => {
                    skipped += 1;
                    let _ =
                        writeln!(cases, "><skipped message=\"{}\"/></testcase>", xml(&outcome.why));
                }
            }
        }
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"verify\" tests=\"{}\" \
             failures=\"{failed}\" errors=\"0\" skipped=\"{skipped}\" time=\"{:.3}\">\n{cases}</testsuite>\n",
            self.outcomes().count(),
            self.took_s,
        );
        fs::write(path, text).with_context(|| format!("failed to write {}", path.display()))
    }

    /// The failures as GitHub shows them beside the lines that they are about.
    pub(crate) fn annotations(&self) -> String {
        let mut out = String::new();
        for (name, outcome) in
            self.outcomes().filter(|(_, outcome)| outcome.status == Status::Failed)
        {
            let place = outcome.at.as_ref().map(|at| format!("file={},line={},", at.file, at.line));
            let escape =
                |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
            // In a property, these two would end it.
            let title = escape(&name).replace(':', "%3A").replace(',', "%2C");
            let place = place.unwrap_or_default();
            let _ = writeln!(out, "::error {place}title={title}::{}", escape(outcome.why.trim()));
        }
        out
    }

    /// Success, or the exit code that says why not.
    pub(crate) fn verdict(&self, strict: bool) -> Result<()> {
        if self.interrupted {
            return Err(fail(Exit::Interrupted, "interrupted"));
        }
        let any = |status| self.outcomes().any(|(_, outcome)| outcome.status == status);
        if any(Status::Failed) {
            bail!("not every claim held");
        }
        if strict && any(Status::Skipped) {
            bail!("some programs were skipped, and --strict was given");
        }
        Ok(())
    }
}

impl LessonResult {
    fn outcomes(&self) -> impl Iterator<Item = (String, &Outcome)> {
        let variants =
            self.variants.iter().map(|(variant, outcome)| (format!("on {variant}"), outcome));
        let mistakes = self
            .mistakes
            .iter()
            .map(|mistake| (format!("mistake {}", mistake.name), &mistake.outcome));
        variants.chain(mistakes).map(|(what, outcome)| (format!("{}: {what}", self.name), outcome))
    }

    fn cells(&self) -> String {
        let mut out = String::new();
        for outcome in self.variants.values() {
            let cell = match outcome.status {
                Status::NotRun => "-",
                Status::Ok => "ok",
                Status::Failed => "FAILED",
                Status::NotApplicable => "n/a",
                Status::Skipped => "skipped",
            };
            let _ = write!(out, "  {cell:9}");
        }
        let rejected =
            self.mistakes.iter().filter(|mistake| mistake.outcome.status == Status::Ok).count();
        let not_run =
            self.mistakes.iter().filter(|mistake| mistake.outcome.status == Status::NotRun).count();
        let _ = write!(out, "  {rejected} of {} rejected", self.mistakes.len());
        if not_run > 0 {
            let _ = write!(out, ", {not_run} not run");
        }
        out
    }

    fn explain(&self, gaps: &mut String, failures: &mut String) {
        for (name, outcome) in self.outcomes() {
            match outcome.status {
                Status::NotApplicable | Status::Skipped => {
                    let _ = writeln!(gaps, "{name}: {}", outcome.why);
                }
                Status::Failed => {
                    let seconds = outcome.tries.iter().map(|run| format!("{} ms", run.second_ms));
                    let seconds = seconds.collect::<Vec<_>>().join(", ");
                    let _ = writeln!(
                        failures,
                        "\n{}(tried with a lesson second of {seconds})\n",
                        outcome.why,
                    );
                }
                Status::NotRun | Status::Ok => {}
            }
        }
    }
}

fn minutes(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    if whole < 60 { format!("{whole} s") } else { format!("{} min {} s", whole / 60, whole % 60) }
}

/// Text as XML holds it; what XML cannot hold becomes a replacement character.
pub(crate) fn xml(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
        out
    })
}
