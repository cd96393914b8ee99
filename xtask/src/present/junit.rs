//! The results as JUnit XML, which CI systems show as tests.

use std::fmt::Write as _;

use course::results::Status;
use course::xml;
use in_order::report::Style;

use super::Verified;

/// One test case for each program; a lesson is a class. Times are real seconds.
pub(super) fn junit(verified: &Verified, _: Style) -> String {
    let mut cases = String::new();
    let (mut failed, mut skipped) = (0, 0);
    for (program, outcome) in verified.programs() {
        let real =
            outcome.run.as_ref().map_or(0.0, |run| outcome.lesson_s * run.second.as_secs_f64());
        let _ = write!(
            cases,
            "  <testcase classname=\"{}\" name=\"{}\" time=\"{real:.3}\"",
            xml(&program.lesson.name),
            xml(&program.title_in_lesson()),
        );
        match outcome.status {
            Status::Ok => cases.push_str("/>\n"),
            Status::Failed => {
                failed += 1;
                let report = verified.report(&program, outcome, Style::plain());
                let _ = writeln!(
                    cases,
                    "><failure message=\"{}\">{}</failure></testcase>",
                    xml(&outcome.why),
                    xml(&report),
                );
            }
            Status::NotApplicable | Status::Skipped | Status::NotRun => {
                skipped += 1;
                let _ = writeln!(cases, "><skipped message=\"{}\"/></testcase>", xml(&outcome.why));
            }
        }
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"verify\" tests=\"{}\" \
         failures=\"{failed}\" errors=\"0\" skipped=\"{skipped}\" time=\"{:.3}\">\n{cases}</testsuite>\n",
        verified.programs().count(),
        verified.results.took_s,
    )
}
