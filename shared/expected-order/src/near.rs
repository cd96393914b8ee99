//! The row that an unexpected line nearly is.

use crate::check::Verdict;
use crate::order::Order;
use crate::pattern::{Part, Pattern};
use crate::width::{columns, cut};

/// The longest texts that are compared, in characters.
const LONGEST: usize = 200;

/// How many missing rows an unexpected line is compared with, the first ones of the file. With
/// [`LONGEST`], it bounds the cost of an explanation, whatever the size of the file.
const MOST: usize = 64;

/// The row that an unexpected line nearly is: one that is still missing, and whose text differs from the
/// line in at most a third of its characters. Where more differs, the two are more likely to be two
/// different lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The row.
    pub row: usize,
    /// The line that came.
    pub came: String,
    /// The text of the row.
    pub expected: String,
}

impl Order {
    /// The row that a line nearly is, if there is one.
    pub(crate) fn near(&self, line: &str, verdict: &Verdict) -> Option<Near> {
        let length = line.chars().count();
        if length > LONGEST || self.texts.expects(self.rows(), line) {
            return None;
        }
        let missing = verdict.line_of.iter().enumerate().filter(|(_, line)| line.is_none());
        let texts = missing.map(|(row, _)| (row, &self.rows()[row].text));
        let alike = texts.filter(|(_, text)| text.as_str().chars().count() <= LONGEST);
        let near = alike.take(MOST).filter_map(|(row, text)| {
            let longer = length.max(text.as_str().chars().count());
            let distance = distance(line, text);
            let same_letters = line.to_lowercase() == text.as_str().to_lowercase();
            (3 * distance <= longer || same_letters).then_some((distance, row))
        });
        let (_, row) = near.min()?;
        let expected = self.rows()[row].text.as_str().to_owned();
        Some(Near { row, came: line.to_owned(), expected })
    }
}

impl Near {
    /// What came and what was expected, and below them a mark under each column between the first
    /// difference and the last.
    pub(crate) fn marked(&self) -> [String; 3] {
        let (came, expected) = (quoted(&self.came), quoted(&self.expected));
        let same = came.chars().zip(expected.chars()).take_while(|(a, b)| a == b);
        let before: String = same.map(|(c, _)| c).collect();
        let shorter = came.chars().count().min(expected.chars().count());
        let after = came.chars().rev().zip(expected.chars().rev()).take_while(|(a, b)| a == b);
        // What is equal from both ends must not be counted twice.
        let after = after.count().min(shorter - before.chars().count());
        let middle = |text: &str| {
            let length = text.chars().count() - before.chars().count() - after;
            let middle: String = text.chars().skip(before.chars().count()).take(length).collect();
            columns(&middle)
        };
        let marks = middle(&came).max(middle(&expected)).max(1);
        let marks = " ".repeat(columns(&before)) + &"^".repeat(marks);
        [
            format!("it came as  {came}"),
            format!("expected    {expected}"),
            format!("            {marks}"),
        ]
    }
}

/// In quotes, so that a blank at an end is seen.
fn quoted(text: &str) -> String {
    format!("\"{}\"", cut(text, LONGEST))
}

/// How many characters have to be put in, taken out or replaced to make `line` one that the text
/// describes.
fn distance(line: &str, text: &Pattern) -> usize {
    let literal: Vec<Part>;
    let parts = match text.literal() {
        Some(line) => {
            literal = line.chars().map(Part::Char).collect();
            &literal
        }
        None => text.parts(),
    };
    let line: Vec<char> = line.chars().collect();
    // above[j]: the distance of the parts so far to line[..j]. Characters of a capture cost nothing.
    let mut above: Vec<usize> = (0..=line.len()).collect();
    for part in parts {
        let mut row = Vec::with_capacity(line.len() + 1);
        row.push(above[0] + usize::from(*part != Part::Many));
        for (j, &c) in line.iter().enumerate() {
            let fits = part.fits(c);
            row.push(match part {
                Part::Many => above[j + 1].min(row[j] + usize::from(!fits)),
                _ => (above[j] + usize::from(!fits)).min(above[j + 1] + 1).min(row[j] + 1),
            });
        }
        above = row;
    }
    above[line.len()]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Line;

    fn near(file: &str, run: &[&str]) -> Option<(usize, [String; 3])> {
        let order: Order = file.parse().expect("an order");
        let run: Vec<Line> = run.iter().map(|&text| Line { at: Duration::ZERO, text }).collect();
        let verdict = order.check(&run);
        let line = verdict.row_of.iter().position(Option::is_none).expect("an unexpected line");
        order.near(run[line].text, &verdict).map(|near| (near.row, near.marked()))
    }

    #[test]
    fn what_differs_is_marked() {
        for (row, line, marks) in [
            ("c: done", "C: done", " ^"),
            ("b: started", "b: started ", "           ^"),
            ("got a, b, c", "got a,b,c", "       ^^^^"),
            ("got a, b, c", "got c, b, a", "     ^^^^^^^"),
            ("aab", "aaab", "   ^"),
            ("日本 done", "日本 dome", "        ^"),
            ("pid {pid} ended", "pid 17 endet", "     ^^^^^^^^^^^"),
        ] {
            let (_, marked) = near(&format!("a | {row}\n"), &[line]).expect("it is near");
            let [came, expected, marked] = marked;
            assert_eq!(came, format!("it came as  \"{line}\""));
            assert_eq!(expected, format!("expected    \"{row}\""));
            assert_eq!(marked.trim_end(), format!("            {marks}"), "{row} and {line}");
        }
    }

    #[test]
    fn the_nearest_row_that_is_still_missing_is_named() {
        let file = "a | a: done\na | b: done\na | c: done\n";
        assert_eq!(near(file, &["a: done", "B: done"]).map(|(row, _)| row), Some(1));
        assert_eq!(near(file, &["x: done"]).map(|(row, _)| row), Some(0));
        // More than a third differs, no row is missing, or the line is one too many.
        assert_eq!(near("a | a: done\n", &["all is over"]), None);
        assert_eq!(near("a | one\n", &["one", "onne"]), None);
        assert_eq!(near("a | one\nb after a | two\n", &["one", "one"]), None);
    }

    #[test]
    fn captures_match_any_word() {
        let pattern = |text| Pattern::parse(text).expect("a text");
        assert_eq!(distance("pid 4711 ended", &pattern("pid {pid} ended")), 0);
        assert_eq!(distance("pid 4711 endet", &pattern("pid {pid} ended")), 1);
        assert_eq!(distance("kitten", &pattern("sitting")), 3);
        assert_eq!(distance("", &pattern("abc")), 3);
    }

    #[test]
    fn only_the_first_missing_rows_are_compared() {
        let rows = (0..200).map(|n| "a | ".to_owned() + &"x".repeat(n + 1));
        let file = rows.collect::<Vec<_>>().join("\n");
        let line = |length: usize| "y".to_owned() + &"x".repeat(length - 1);
        let found = |length| near(&file, &[&line(length)]).map(|(row, _)| row);
        assert_eq!(found(60), Some(58));
        // Its own row is the hundredth, and of the first 64 the last one is the nearest.
        assert_eq!(found(80), Some(MOST - 1));
    }
}
