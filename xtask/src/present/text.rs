//! The matrix and the reports below it, for people.

use std::fmt::Write as _;

use course::results::{LessonResult, Outcome, Status};
use course::{Program, Variant};
use in_order::report::Style;

use super::Verified;

/// The matrix, what is missing and why, what failed and why, and a line with totals.
pub(super) fn text(verified: &Verified, style: Style) -> String {
    let lessons = &verified.results.lessons;
    let width = lessons.iter().map(|lesson| lesson.name.len() + 3).max().unwrap_or(0);
    let mut out = format!("{:width$}", "lesson");
    for variant in Variant::ALL {
        let _ = write!(out, "  {variant:<9}");
    }
    out.push_str("  mistakes\n");
    for lesson in lessons {
        let name = format!("{} {}", lesson.number, lesson.name);
        let _ = writeln!(out, "{name:width$}{}", cells(lesson));
    }
    for (program, outcome) in verified.programs() {
        if matches!(outcome.status, Status::NotApplicable | Status::Skipped) {
            let _ = writeln!(out, "{}: {}", program.title(), outcome.why);
        }
    }
    out.push_str(&refused(lessons));
    for (program, outcome) in verified.failures() {
        out.push_str(&failure(verified, &program, outcome, style));
    }
    out + &summary(verified)
}

fn cells(lesson: &LessonResult) -> String {
    let mut out = String::new();
    for outcome in lesson.variants.values() {
        let cell = match outcome.status {
            Status::NotRun => "-",
            Status::Ok => "ok",
            Status::Failed => "FAILED",
            Status::NotApplicable => "n/a",
            Status::Skipped => "skipped",
        };
        let _ = write!(out, "  {cell:9}");
    }
    let count =
        |status| lesson.mistakes.iter().filter(|mistake| mistake.outcome.status == status).count();
    let _ = write!(out, "  {} of {} rejected", count(Status::Ok), lesson.mistakes.len());
    if count(Status::NotRun) > 0 {
        let _ = write!(out, ", {} not run", count(Status::NotRun));
    }
    out
}

/// A line on the programs that must not compile, and one for each whose message was not compared.
fn refused(lessons: &[LessonResult]) -> String {
    let all =
        || lessons.iter().flat_map(|lesson| lesson.refused.iter().map(move |one| (lesson, one)));
    let count = |status| all().filter(|(_, one)| one.outcome.status == status).count();
    let mut out = String::new();
    if all().count() > 0 {
        let _ =
            writeln!(out, "refused programs: {} of {} refused", count(Status::Ok), all().count());
    }
    for (lesson, one) in all().filter(|(_, one)| one.outcome.status == Status::Ok) {
        if !one.outcome.why.is_empty() {
            let _ = writeln!(out, "{}: refused {}: {}", lesson.name, one.name, one.outcome.why);
        }
    }
    out
}

fn failure(verified: &Verified, program: &Program, outcome: &Outcome, style: Style) -> String {
    let seconds = outcome.tries.iter().map(|run| format!("{} ms", run.second_ms));
    let seconds = seconds.collect::<Vec<_>>().join(", ");
    let tried = if seconds.is_empty() {
        String::new()
    } else {
        format!("(tried with a lesson second of {seconds})\n")
    };
    format!("\n{}{tried}\n", verified.report(program, outcome, style))
}

fn summary(verified: &Verified) -> String {
    let results = verified.results;
    let mut out = String::new();
    let failed = verified.failures().count();
    if failed > 0 {
        let _ = write!(out, "{failed} failed: ");
    }
    let _ = write!(
        out,
        "{} runs in {:.1} s (real time would be {})",
        results.runs,
        results.took_s,
        minutes(results.real_s),
    );
    if results.repeated > 0 {
        let _ = write!(out, "; {} repeated with a longer second", results.repeated);
    }
    if results.interrupted {
        out.push_str("; interrupted, so programs marked `-` did not run");
    }
    out + "\n"
}

fn minutes(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    if whole < 60 { format!("{whole} s") } else { format!("{} min {} s", whole / 60, whole % 60) }
}
