//! The row that an unexpected line nearly matches.

use crate::check::Verdict;
use crate::order::Order;
use crate::pattern::Part;
use crate::width::{columns, seen};

/// The longest texts that are compared, in characters.
const LONGEST: usize = 200;

/// How many missing rows below and how many above an unexpected line's place it is compared with. With
/// [`LONGEST`], it bounds the comparisons of an explanation, whatever the size of the file.
const AROUND: usize = 64;

/// The cost of a blank, or of a letter in the other case: people do not see a blank, and often mix up
/// cases.
const SLIP: usize = 1;

/// The cost of any other missing, added or replaced character.
const CHANGE: usize = 3;

/// How many characters of a text are shown with its marks, and how many of them before the first mark.
const SHOWN: usize = 60;
const BEFORE: usize = 20;

/// The missing row that an unexpected line nearly matches. The two differ in at most a third of the row's
/// letters, or only in blanks and in case. The text of a capture does not count. If more differs, they
/// are more likely to be two different lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The row.
    pub row: usize,
    /// The line that came.
    pub came: Marked,
    /// The text of the row.
    pub expected: Marked,
}

/// A text and what differs in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The text in quotes, so that a blank at an end is visible. An invisible character that differs is U+FFFD.
    pub text: String,
    /// A `^` under each column of `text` that differs. Empty if the only difference is that the other text
    /// has more.
    pub marks: String,
}

impl Near {
    /// Both texts, each with its marks on the next line if it has any.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (label, marked) in [("it came as", &self.came), ("expected", &self.expected)] {
            lines.push(format!("{label:12}{}", marked.text));
            if !marked.marks.is_empty() {
                lines.push(format!("{:12}{}", "", marked.marks));
            }
        }
        lines
    }
}

impl Order {
    /// The row that `text`, line `place` of a run, nearly matches, if there is one. It looks at each row of
    /// the verdict once, and makes at most `2 * AROUND` comparisons of at most `LONGEST` characters.
    pub(crate) fn near(&self, text: &str, place: usize, verdict: &Verdict) -> Option<Near> {
        if is_long(text) || self.texts.expects(self.rows(), text) {
            return None;
        }
        // No row matches the line, so no alignment costs nothing.
        let line: Vec<char> = text.chars().collect();
        let mut nearest: Option<(usize, Alignment)> = None;
        for row in missing_around(place, verdict) {
            let text = &self.rows()[row].text;
            if is_long(text.as_str()) {
                continue;
            }
            let pieces = text.pieces();
            let own = pieces.iter().filter(|(part, _)| is_own(*part)).count();
            let most = nearest.as_ref().map_or(own, |(_, best)| own.min(best.cost() - 1));
            if let Some(alignment) = Alignment::within(most, pieces, &line) {
                nearest = Some((row, alignment));
            }
        }
        nearest.map(|(row, alignment)| alignment.near(row))
    }
}

/// The rows whose line never came: those below the last row that had a line before `place`, and then
/// those above it, the nearest first.
fn missing_around(place: usize, verdict: &Verdict) -> impl Iterator<Item = usize> + '_ {
    let last = verdict.row_of[..place].iter().rev().find_map(|row| *row);
    let next = last.map_or(0, |row| row + 1);
    let missing = |row: &usize| verdict.line_of[*row].is_none();
    let below = (next..verdict.line_of.len()).filter(missing).take(AROUND);
    below.chain((0..next).rev().filter(missing).take(AROUND))
}

/// Whether the part is the row's own text: neither a blank nor the text of a capture.
fn is_own(part: Part) -> bool {
    matches!(part, Part::Char(c) if !c.is_whitespace())
}

fn is_long(text: &str) -> bool {
    text.chars().nth(LONGEST).is_some()
}

/// The cheapest way to change a row's text into a line.
struct Alignment<'a> {
    pieces: Vec<(Part, &'a str)>,
    line: &'a [char],
    /// `costs[i][j]`: what it costs to change the first `i` pieces into the first `j` characters.
    costs: Vec<Vec<usize>>,
}

impl<'a> Alignment<'a> {
    /// None if it costs more than `most`.
    fn within(most: usize, pieces: Vec<(Part, &'a str)>, line: &'a [char]) -> Option<Self> {
        let mut first = vec![0];
        for (j, &c) in line.iter().enumerate() {
            first.push(first[j] + added(None, c));
        }
        let mut costs = vec![first];
        for (i, &(part, _)) in pieces.iter().enumerate() {
            let above = &costs[i];
            let mut row = vec![above[0] + left_out(part)];
            for (j, &c) in line.iter().enumerate() {
                let both = above[j] + replaced(part, c);
                row.push(
                    both.min(above[j + 1] + left_out(part)).min(row[j] + added(Some(part), c)),
                );
            }
            // Costs only grow from one row to the next.
            if row.iter().all(|&cost| cost > most) {
                return None;
            }
            costs.push(row);
        }
        let alignment = Self { pieces, line, costs };
        (alignment.cost() <= most).then_some(alignment)
    }

    fn cost(&self) -> usize {
        self.costs[self.pieces.len()][self.line.len()]
    }

    fn near(&self, row: usize) -> Near {
        let (pieces, line) = self.differing();
        let first = |differs: &[bool]| differs.iter().position(|&differs| differs);
        let first = first(&pieces).into_iter().chain(first(&line)).min().unwrap_or(0);
        let sources = self.pieces.iter().map(|(_, source)| (*source).to_owned());
        let came = self.line.iter().map(char::to_string);
        Near {
            row,
            came: marked(&came.zip(line).collect::<Vec<_>>(), first),
            expected: marked(&sources.zip(pieces).collect::<Vec<_>>(), first),
        }
    }

    /// Which pieces and which characters of the line differ.
    fn differing(&self) -> (Vec<bool>, Vec<bool>) {
        let (mut i, mut j) = (self.pieces.len(), self.line.len());
        let (mut pieces, mut line) = (vec![false; i], vec![false; j]);
        while i > 0 || j > 0 {
            let here = self.costs[i][j];
            let part = i.checked_sub(1).map(|i| self.pieces[i].0);
            let c = j.checked_sub(1).map(|j| self.line[j]);
            match (part, c) {
                (Some(part), Some(c)) if here == self.costs[i - 1][j - 1] + replaced(part, c) => {
                    (i, j) = (i - 1, j - 1);
                    (pieces[i], line[j]) = (replaced(part, c) > 0, replaced(part, c) > 0);
                }
                (Some(part), _) if here == self.costs[i - 1][j] + left_out(part) => {
                    i -= 1;
                    pieces[i] = left_out(part) > 0;
                }
                (part, c) => {
                    j -= 1;
                    line[j] = c.is_some_and(|c| added(part, c) > 0);
                }
            }
        }
        (pieces, line)
    }
}

/// The cost if the line has this character instead of this part.
fn replaced(part: Part, c: char) -> usize {
    match part {
        _ if part.fits(c) => 0,
        Part::Char(own) if own.is_whitespace() && c.is_whitespace() => SLIP,
        Part::Char(own) if same_letter(own, c) => SLIP,
        _ => CHANGE,
    }
}

/// Whether the two are the same letter in different case. Most letters are ASCII, which is quick to check.
fn same_letter(a: char, b: char) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(&b);
    }
    a.to_lowercase().eq(b.to_lowercase())
}

/// The cost if the line lacks this part.
fn left_out(part: Part) -> usize {
    match part {
        Part::Many => 0,
        Part::Char(own) if own.is_whitespace() => SLIP,
        _ => CHANGE,
    }
}

/// The cost of an additional character in the line, after this part.
fn added(after: Option<Part>, c: char) -> usize {
    match after {
        Some(Part::Many) if Part::Many.fits(c) => 0,
        _ if c.is_whitespace() => SLIP,
        _ => CHANGE,
    }
}

/// The pieces of a text, each with whether it differs, around the first difference of both texts.
fn marked(pieces: &[(String, bool)], first: usize) -> Marked {
    let start = if first > SHOWN - BEFORE { first - BEFORE } else { 0 };
    let start = start.min(pieces.len());
    let end = (start + SHOWN).min(pieces.len());
    let cut = |is_cut: bool| (if is_cut { "..." } else { "" }).to_owned();
    let mut text = format!("\"{}", cut(start > 0));
    let mut marks = " ".repeat(text.len());
    for (piece, differs) in &pieces[start..end] {
        let shown: String = piece.chars().map(|c| seen(c, *differs)).collect();
        marks += &(if *differs { "^" } else { " " }).repeat(columns(&shown));
        text += &shown;
    }
    text += &cut(end < pieces.len());
    text.push('"');
    Marked { text, marks: marks.trim_end().into() }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Line;

    fn near(file: &str, run: &[&str]) -> Option<Near> {
        let order: Order = file.parse().expect("an order");
        let run: Vec<Line> = run.iter().map(|&text| Line { at: Duration::ZERO, text }).collect();
        let verdict = order.check(&run);
        let line = verdict.row_of.iter().position(Option::is_none).expect("an unexpected line");
        order.near(run[line].text, line, &verdict)
    }

    fn row(file: &str, run: &[&str]) -> Option<usize> {
        near(file, run).map(|near| near.row)
    }

    /// Each row with a line, the marks under the line, and the marks under the row.
    #[test]
    fn what_differs_is_marked() {
        for (row, line, came, expected) in [
            ("c: done", "C: done", " ^", " ^"),
            ("b: started", "b: started ", "           ^", ""),
            ("got a, b, c", "got a,b,c", "", "       ^  ^"),
            ("got a, b, c", "got c, b, a", "     ^     ^", "     ^     ^"),
            ("日本 done", "日本 dome", "        ^", "        ^"),
            ("pid {pid} ended", "pid 17 endet", "            ^", "               ^"),
            ("pid {pid} ended", "pid  ended", "", "     ^^^^^"),
            ("a {{ b {n}", "A { b 7", " ^", " ^"),
            ("OK", "ok", " ^^", " ^^"),
            ("Ü", "ü", " ^", " ^"),
            ("1", "1 ", "  ^", ""),
        ] {
            let near = near(&format!("a | {row}\n"), &[line]).expect(line);
            let text = |text: &str, marks: &str| Marked {
                text: format!("\"{text}\""),
                marks: marks.into(),
            };
            assert_eq!(near.came, text(line, came), "{row}");
            assert_eq!(near.expected, text(row, expected), "{line}");
        }
    }

    /// Invisible characters are shown if they differ: a zero-width space, a no-break space, a separate
    /// accent.
    #[test]
    fn what_cannot_be_seen_is_shown() {
        let came = |row: &str, line| near(&format!("a | {row}\n"), &[line]).map(|near| near.came);
        let marked =
            |text: &str, marks: &str| Some(Marked { text: text.into(), marks: marks.into() });
        assert_eq!(came("a: done", "a:\u{200b} done"), marked("\"a:\u{fffd} done\"", "   ^"));
        assert_eq!(came("a: done", "a:\u{a0}done"), marked("\"a:\u{fffd}done\"", "   ^"));
        assert_eq!(
            came("one café", "one cafe\u{301}"),
            marked("\"one cafe\u{fffd}\"", "        ^^")
        );
    }

    #[test]
    fn a_long_text_is_shown_around_its_first_difference() {
        let (before, after) = ("x".repeat(100), "z".repeat(90));
        let near = near(&format!("a | {before}y{after}\n"), &[&format!("{before}Y{after}")]);
        let came = near.expect("it is near").came;
        assert_eq!(came.text, format!("\"...{}Y{}...\"", &before[..20], &after[..39]));
        assert_eq!(came.marks, " ".repeat(24) + "^");
        // Longer texts are not compared.
        let row = "x".repeat(LONGEST);
        assert!(
            super::tests::row(&format!("a | {row}\n"), &[&row.replacen('x', "X", 1)]).is_some()
        );
        assert_eq!(super::tests::row(&format!("a | {row}\n"), &[&format!("{row} ")]), None);
        assert_eq!(super::tests::row(&format!("a | {row}x\n"), &[&row]), None);
    }

    #[test]
    fn the_nearest_row_that_is_still_missing_is_named() {
        let file = "a | a: done\na | b: done\na | c: done\n";
        assert_eq!(row(file, &["a: done", "B: done"]), Some(1));
        // Where two are equally near, the one that should come next.
        assert_eq!(row(file, &["x: done"]), Some(0));
        assert_eq!(row(file, &["b: done", "x: done"]), Some(2));
        // More than a third differs, no row is missing, or the line is a duplicate.
        assert_eq!(row("a | a: done\n", &["all is over"]), None);
        assert_eq!(row("a | one\n", &["one", "onne"]), None);
        assert_eq!(row("a | one\nb after a | two\n", &["one", "one"]), None);
        // A capture has no characters that could be alike.
        assert_eq!(row("a | {any}\n", &["foo bar"]), None);
        assert_eq!(row("a | {some-long-name} {x}\n", &["foo"]), None);
    }

    /// However many rows are missing, only those around the place are compared.
    #[test]
    fn few_rows_of_a_large_file_are_compared() {
        let rows = 100_000;
        let text = |row: usize| row.to_string().repeat(3);
        let file: String =
            (0..rows).fold(String::new(), |file, row| file + "a | " + &text(row) + "\n");
        let order: Order = file.parse().expect("an order");
        let compares = |row: usize| {
            let (came, slip) = (text(rows / 2), text(row) + " ");
            let run = [&came, &slip].map(|text| Line { at: Duration::ZERO, text });
            let near = order.near(&slip, 1, &order.check(&run));
            near.is_some_and(|near| near.row == row)
        };
        let (below, above) = (rows / 2 + AROUND, rows / 2 - AROUND);
        assert!(compares(below) && !compares(below + 1));
        assert!(compares(above) && !compares(above - 1));
    }
}
