//! The page of the claims: what ran, with what result, and with which versions.

use std::fmt::Write;

use anyhow::Result;
use course::Variant;
use course::results::Status;

use crate::edition::{self, Edition, label};
use crate::html;

/// The page, as Markdown. It is in the book's top folder.
pub(crate) fn page(edition: &Edition) -> Result<String> {
    let results = &edition.results;
    let mut out = format!(
        "# The claims\n\nThis book was made from {} runs, which took {:.1} s; at one second a lesson \
         second they take {:.0} min. {} of them {} a repetition with a longer second.\n\n\
         Each program was held against the expected order of its lesson, and each mistake was rejected \
         for the claim that it names. The number is the number of claims.\n\n",
        results.runs,
        results.took_s,
        results.real_s / 60.0,
        results.repeated,
        if results.repeated == 1 { "was" } else { "were" },
    );
    let labels = Variant::ALL.map(label);
    let _ = writeln!(out, "| lesson | {} | mistakes |", labels.join(" | "));
    let _ = writeln!(out, "| --- | {} | --- |", labels.map(|_| "---").join(" | "));
    let mut gaps = String::new();
    for (lesson, result) in edition.course.lessons.iter().zip(&results.lessons) {
        let page = edition.page(lesson);
        let _ = write!(out, "| [{} {}]({page})", lesson.number, lesson.name);
        for (variant, outcome) in &result.variants {
            let program = lesson.on(*variant);
            let cell = match outcome.status {
                Status::Ok => format!("{} hold", edition::order(&program)?.claims().count()),
                Status::NotApplicable => "n/a".into(),
                Status::Skipped => "skipped".into(),
                Status::Failed => "failed".into(),
                Status::NotRun => "not run".into(),
            };
            let _ = write!(out, " | {cell}");
            if !outcome.why.is_empty() {
                let why = html::in_markdown(&outcome.why);
                let _ = writeln!(gaps, "- {} on {}: {why}", lesson.name, label(*variant));
            }
        }
        let rejected =
            result.mistakes.iter().filter(|mistake| mistake.outcome.status == Status::Ok);
        let _ = writeln!(out, " | {} of {} rejected |", rejected.count(), result.mistakes.len());
    }
    let refused = || results.lessons.iter().flat_map(|lesson| &lesson.refused);
    if refused().count() > 0 {
        let right = refused().filter(|refused| refused.outcome.status == Status::Ok).count();
        let _ = writeln!(
            out,
            "\n{right} of {} programs that must not compile were refused by the compiler, each with the error \
             that it names.",
            refused().count(),
        );
    }
    if !gaps.is_empty() {
        let _ = write!(out, "\n## What is not there\n\n{gaps}");
    }
    out.push_str("\n## With what it ran\n\n| what | version |\n| --- | --- |\n");
    for (name, version) in &results.versions {
        let _ = writeln!(out, "| {} | {} |", html::in_markdown(name), html::in_markdown(version));
    }
    Ok(out)
}
