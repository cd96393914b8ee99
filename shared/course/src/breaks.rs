//! The claim that a mistake names.

use std::fmt;
use std::path::Path;

use anyhow::{Context, Result, bail};
use expected_order::{Broken, Claim, Line, Order};

use crate::files::{read_text, shown};
use crate::header;

/// The claim that a mistake names: its kind, and the text of a row, or of a line for `unexpected`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breaks {
    /// Which claim about that text.
    pub kind: BreaksKind,
    /// The row's text; the line's for [`BreaksKind::Unexpected`].
    pub text: String,
}

/// The kind of claim that a mistake breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreaksKind {
    /// The line comes at another second.
    Second,
    /// The line comes before a row above it in its lane.
    Lane,
    /// The line comes before a row that its `after` names.
    After,
    /// The line never comes.
    NeverComes,
    /// A line comes that no row expects.
    Unexpected,
}

impl BreaksKind {
    const FORMS: [(&str, Self); 5] = [
        ("the second of ", Self::Second),
        ("the lane of ", Self::Lane),
        ("the after of ", Self::After),
        ("never comes: ", Self::NeverComes),
        ("unexpected: ", Self::Unexpected),
    ];
}

impl Breaks {
    /// The name of a broken claim, as a mistake's header would write it.
    #[must_use]
    pub fn of(broken: &Broken, order: &Order, lines: &[Line]) -> Option<Self> {
        let kind = match broken.claim {
            Claim::Comes { .. } => BreaksKind::NeverComes,
            Claim::Lane { .. } => BreaksKind::Lane,
            Claim::After { .. } => BreaksKind::After,
            Claim::Second { .. } => BreaksKind::Second,
            Claim::NothingElse => BreaksKind::Unexpected,
        };
        let row = broken.claim.row().map(|row| order.rows()[row].text.as_str());
        let text = row.or(broken.line.map(|line| lines[line].text))?;
        Some(Self { kind, text: text.into() })
    }

    /// Reads the last `//! Breaks:` line of a program's header.
    pub(crate) fn read(source: &Path) -> Result<Self> {
        Self::of_program(&read_text(source)?, source)
    }

    /// `source` is where the program is, for messages.
    fn of_program(text: &str, source: &Path) -> Result<Self> {
        let Some((number, claim)) = header::named(text, "//! Breaks: ") else {
            bail!(
                "{}: a mistake's header ends with `//! Breaks: the second of \"a line\"`",
                shown(source)
            );
        };
        let read = |&(form, kind): &(&str, BreaksKind)| {
            let text = claim.strip_prefix(form)?.strip_prefix('"')?.strip_suffix('"')?;
            Some(Self { kind, text: text.into() })
        };
        BreaksKind::FORMS.iter().find_map(read).with_context(|| {
            let forms = BreaksKind::FORMS.map(|(form, _)| format!("{form}\"…\"")).join(", ");
            format!("{}:{number}: this names no claim; write one of {forms}", shown(source))
        })
    }
}

impl fmt::Display for Breaks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = BreaksKind::FORMS.iter().find(|(_, kind)| *kind == self.kind);
        write!(f, "{}\"{}\"", form.map_or("", |(form, _)| form), self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_breaks_line_of_a_header_counts_with_either_line_end() {
        let program = "//! One.\n//!\n//! Breaks: the lane of \"x\"\n//! Breaks: the second of \"a b\"\n\nfn main() {}\n";
        for program in [program, &program.replace('\n', "\r\n")] {
            let breaks = Breaks::of_program(program, Path::new("x.rs")).expect("it names a claim");
            assert_eq!(breaks, Breaks { kind: BreaksKind::Second, text: "a b".into() });
        }
        let program = program.replace("second", "third").replace('\n', "\r\n");
        let error = Breaks::of_program(&program, Path::new("x.rs")).expect_err("no such claim");
        assert!(error.to_string().starts_with("x.rs:4: this names no claim"), "{error}");
    }
}
