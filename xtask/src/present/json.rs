//! The results themselves, as JSON. `docs/verify-json.md` describes the fields.

use course::results::Status;
use in_order::report::Style;

use super::Verified;

/// The results, with the whole report on each failure as plain text.
pub(super) fn json(verified: &Verified, _: Style) -> String {
    let mut results = verified.results.clone();
    for (program, outcome) in verified.programs() {
        if outcome.status != Status::Failed {
            continue;
        }
        let report = verified.report(&program, outcome, Style::plain());
        let lesson = results.lessons.iter_mut().find(|lesson| lesson.name == program.lesson.name);
        if let Some(outcome) = lesson.and_then(|lesson| lesson.outcome_mut(&program)) {
            outcome.report = report;
        }
    }
    serde_json::to_string_pretty(&results).expect("every key of the results is a text") + "\n"
}
