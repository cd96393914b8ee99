//! The failures as annotations, which GitHub shows beside the lines that they are about.

use std::fmt::Write as _;

use in_order::report::Style;

use super::Verified;

/// One annotation for each failure.
pub(super) fn github(verified: &Verified, _: Style) -> String {
    let mut out = String::new();
    for (program, outcome) in verified.failures() {
        let place = outcome.at.as_ref().map(|at| format!("file={},line={},", at.file, at.line));
        let report = verified.report(&program, outcome, Style::plain());
        // In a property, these two would end it.
        let title = escaped(&program.title()).replace(':', "%3A").replace(',', "%2C");
        let place = place.unwrap_or_default();
        let _ = writeln!(out, "::error {place}title={title}::{}", escaped(report.trim()));
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
