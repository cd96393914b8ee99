//! The page of the claims: what ran, what came of it, and with which versions.

use std::fmt::Write;

use anyhow::Result;

use crate::course::{Course, Outcome, Variant};

/// The page, as Markdown. It lies at the top of the book.
pub(crate) fn page(course: &Course) -> Result<String> {
    let results = &course.results;
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
    let labels =
        course.lessons.first().map(|lesson| lesson.variants.as_slice()).unwrap_or_default();
    let labels: Vec<&str> = labels.iter().map(Variant::label).collect();
    let _ = writeln!(out, "| lesson | {} | mistakes |", labels.join(" | "));
    let _ = writeln!(out, "| --- | {} | --- |", vec!["---"; labels.len()].join(" | "));
    let mut gaps = String::new();
    for (lesson, result) in course.lessons.iter().zip(&results.lessons) {
        let _ = write!(out, "| [{} {}]({}/README.md)", lesson.number, lesson.name, lesson.folder);
        for variant in &lesson.variants {
            let outcome = &result.variants[&variant.name];
            let cell = match outcome.status.as_str() {
                "ok" => format!("{} hold", course.order(&variant.order)?.claims().count()),
                "not-applicable" => "n/a".into(),
                other => other.into(),
            };
            let _ = write!(out, " | {cell}");
            if !outcome.why.is_empty() {
                let _ = writeln!(gaps, "- {} on {}: {}", lesson.name, variant.label(), outcome.why);
            }
        }
        let rejected = |outcome: &&Outcome| outcome.status == "ok";
        let count = result.mistakes.iter().filter(rejected).count();
        let _ = writeln!(out, " | {count} of {} rejected |", result.mistakes.len());
    }
    if !gaps.is_empty() {
        let _ = write!(out, "\n## What is not there\n\n{gaps}");
    }
    out.push_str("\n## With what it ran\n\n| what | version |\n| --- | --- |\n");
    for (name, version) in &course.versions {
        let _ = writeln!(out, "| {name} | {version} |");
    }
    Ok(out)
}
