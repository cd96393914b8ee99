//! The results of `verify`, as people and other tools read them. One file per format.

mod github;
mod json;
mod junit;
pub(crate) mod perfetto;
mod text;

use std::fmt::Display;

use course::results::{Outcome, Results, Status};
use course::{Kind, Program, shown};
use in_order::report::Style;
use runner::Runner;

/// The results of `verify`, and the course that was verified.
pub(crate) struct Verified<'a> {
    pub(crate) runner: &'a Runner,
    pub(crate) results: &'a Results,
}

/// A format for the results of `verify`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Format {
    /// What the command line calls it.
    name: &'static str,
    /// Writes it.
    pub(crate) write: fn(&Verified, Style) -> String,
}

/// All of them; the first is for people.
const FORMATS: [Format; 4] = [
    Format { name: "text", write: text::text },
    Format { name: "json", write: json::json },
    Format { name: "junit", write: junit::junit },
    Format { name: "github", write: github::github },
];

impl Format {
    /// The annotations that GitHub reads from the output of a command.
    pub(crate) const GITHUB: Self = FORMATS[3];
    /// The matrix and the reports.
    pub(crate) const TEXT: Self = FORMATS[0];

    /// The format of that name.
    pub(crate) fn named(name: &str) -> Result<Self, String> {
        FORMATS.into_iter().find(|format| format.name == name).ok_or_else(|| {
            let names = FORMATS.map(|format| format.name).join(", ");
            format!("there is no format {name}; write one of {names}")
        })
    }

    /// Whether a person reads it.
    pub(crate) fn is_for_people(self) -> bool {
        self.name == Self::TEXT.name
    }
}

impl<'a> Verified<'a> {
    /// Each program and its outcome.
    fn programs(&self) -> impl Iterator<Item = (Program<'a>, &'a Outcome)> {
        self.results.programs(&self.runner.course.lessons)
    }

    /// Those that failed.
    fn failures(&self) -> impl Iterator<Item = (Program<'a>, &'a Outcome)> {
        self.programs().filter(|(_, outcome)| outcome.status == Status::Failed)
    }

    /// The whole report on a program that failed. For a program that must not compile, it ends with the
    /// compiler's message.
    fn report(&self, program: &Program, outcome: &Outcome, style: Style) -> String {
        let report = report(self.runner, program, outcome, style);
        report + self.results.message(program).unwrap_or_default()
    }
}

/// The whole report on a program that failed.
pub(crate) fn report(
    runner: &Runner,
    program: &Program,
    outcome: &Outcome,
    style: Style,
) -> String {
    let title = program.title();
    let mut out = String::new();
    let names: Option<&dyn Display> = match program.kind {
        Kind::Variant(_) => None,
        Kind::Mistake(mistake) => Some(&mistake.breaks),
        Kind::Refused(refused) => Some(refused),
    };
    if let Some(names) = names {
        out = format!("{title} {}\nits header names: {names}\n\n", outcome.why);
    }
    match &outcome.run {
        Some(run) => {
            let file = shown(&program.order_file());
            out + &run.report(runner.order(program), &title, &file, style)
        }
        None if out.is_empty() => format!("{title}: {}\n", outcome.why),
        None => out,
    }
}
