//! Turns a text into an [`Order`], or into a [`ParseError`] with line and column.

use std::collections::HashMap;
use std::mem;
use std::str::FromStr;
use std::time::Duration;

use crate::error::{ParseError, Wrong, wrong};
use crate::order::Order;
use crate::pattern::Pattern;
use crate::row::{After, Row, seconds};
use crate::texts::Texts;

/// The longest claim of a second: about 31 years.
const MAX_SECOND: u64 = 1_000_000_000;

impl FromStr for Order {
    type Err = ParseError;

    /// Reads an expected order.
    ///
    /// # Errors
    /// At the first line that is not a row, or the first row that cannot be checked against a run.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut reader = Reader::default();
        for (index, line) in text.split('\n').enumerate() {
            let (number, line) = (index + 1, line.strip_suffix('\r').unwrap_or(line));
            reader.line(number, line).map_err(|(column, message)| ParseError {
                line: number,
                column: column + 1,
                message,
            })?;
        }
        reader.finish()
    }
}

impl Order {
    /// Reads an expected order from the bytes of a file.
    ///
    /// # Errors
    /// As [`from_str`](Self::from_str), and for bytes that are not UTF-8.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ParseError> {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.parse(),
            Err(error) => {
                let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                let line = before.rsplit('\n').next().unwrap_or_default();
                Err(ParseError {
                    line: before.matches('\n').count() + 1,
                    column: line.chars().count() + 1,
                    message: "a byte that is not UTF-8; save the file as UTF-8".into(),
                })
            }
        }
    }
}

/// What has been read so far.
#[derive(Default)]
struct Reader {
    rows: Vec<Row>,
    lanes: Vec<String>,
    lane_ids: HashMap<String, usize>,
    /// The last row of each lane.
    last: Vec<usize>,
    /// The last row that named each lane in its `after`.
    named: Vec<Option<usize>>,
    /// The second that each row cannot come before, and the row that claims it.
    earliest: Vec<Behind>,
    /// The largest of them all, which an `after *` cannot come before.
    earliest_of_all: Behind,
    why: String,
    /// Where each row's text begins, for errors that show only when the whole file is read.
    text_columns: Vec<usize>,
}

type Behind = Option<(Duration, usize)>;

impl Reader {
    fn line(&mut self, number: usize, line: &str) -> Result<(), Wrong> {
        if number == 1 && line.starts_with('\u{feff}') {
            return wrong(
                0,
                "the file starts with a byte-order mark; save it as UTF-8 without one",
            );
        }
        if line.ends_with(char::is_whitespace) {
            let seen = line.trim_end();
            let what = if seen.is_empty() { "a line of blanks" } else { "trailing blanks" };
            return wrong(
                seen.chars().count(),
                format!("{what}, which nobody can see; remove them"),
            );
        }
        if line.is_empty() {
            self.why.clear();
            return Ok(());
        }
        if let Some(comment) = line.trim_start().strip_prefix('#') {
            self.comment(comment.trim());
            return Ok(());
        }
        let Some((claims, text)) = line.split_once('|') else {
            let message = "no bar; a row is `0s lane after other | the line that is printed`, and \
                           a comment starts with `#`";
            return wrong(line.chars().count(), message);
        };
        self.row(number, claims, text)
    }

    fn comment(&mut self, comment: &str) {
        if !self.why.is_empty() && !comment.is_empty() {
            self.why.push(' ');
        }
        self.why.push_str(comment);
    }

    fn row(&mut self, number: usize, claims: &str, text: &str) -> Result<(), Wrong> {
        let bar = claims.chars().count();
        let words = words(claims)?;
        let (second, rest) = match &words[..] {
            [first, rest @ ..] if looks_like_second(first.text) => (Some(first.second()?), rest),
            rest => (None, rest),
        };
        let [lane, rest @ ..] = rest else {
            return wrong(bar, "no lane; a row is `0s lane | the line that is printed`");
        };
        lane_name(lane.text).or_else(|message| wrong(lane.column, message))?;
        let after = self.after(lane, rest)?;
        let (lane, above) = self.enter(lane.text);
        let behind = self.behind(above, &after);
        if let (Some(own), Some((least, from))) = (second, behind)
            && own < least
        {
            return wrong(words[0].column, too_early(own, least, &self.rows[from]));
        }
        let earliest = second.map(|own| (own, self.rows.len())).or(behind);
        self.earliest_of_all = later(self.earliest_of_all, earliest);
        self.earliest.push(earliest);
        let column = bar + 1 + usize::from(text.starts_with(' '));
        self.text_columns.push(column);
        let text = text.strip_prefix(' ').unwrap_or(text);
        if let Some(at) = text.chars().position(|c| c == char::REPLACEMENT_CHARACTER) {
            return wrong(column + at, REPLACED);
        }
        let text =
            Pattern::parse(text).or_else(|(offset, message)| wrong(column + offset, message))?;
        let claims = words.iter().map(|word| word.text).collect::<Vec<_>>().join(" ");
        let why = mem::take(&mut self.why);
        self.rows.push(Row { lane, above, after, second, text, why, line: number, claims });
        Ok(())
    }

    /// The lane of the next row, and the row above in that lane.
    fn enter(&mut self, name: &str) -> (usize, Option<usize>) {
        let row = self.rows.len();
        if let Some(&lane) = self.lane_ids.get(name) {
            return (lane, Some(mem::replace(&mut self.last[lane], row)));
        }
        let lane = self.lanes.len();
        self.lane_ids.insert(name.into(), lane);
        self.lanes.push(name.into());
        self.last.push(row);
        self.named.push(None);
        (lane, None)
    }

    /// Reads the words between a row's lane and the bar.
    fn after(&mut self, own: &Word, words: &[Word]) -> Result<After, Wrong> {
        let lanes = match words {
            [] => return Ok(After::Rows(Vec::new())),
            [after] if after.text == "after" => {
                return wrong(after.column, "`after` names no lane; write `after LANE`");
            }
            [after, lanes @ ..] if after.text == "after" => lanes,
            [word, ..] => return wrong(word.column, no_claim(word.text, own.text)),
        };
        let Some(star) = lanes.iter().find(|lane| lane.text == "*") else {
            let rows = lanes.iter().map(|lane| self.row_above(own, lane));
            return rows.collect::<Result<_, _>>().map(After::Rows);
        };
        if lanes.len() > 1 {
            return wrong(
                star.column,
                "`*` already means every lane above; write nothing else here",
            );
        }
        if self.lanes.iter().all(|name| name == own.text) {
            let message = "no other lane has a row above; remove `after *`, or move this row down";
            return wrong(star.column, message);
        }
        Ok(After::All)
    }

    /// The nearest row above of a lane that an `after` names.
    fn row_above(&mut self, own: &Word, lane: &Word) -> Result<usize, Wrong> {
        let name = lane.text;
        if name == own.text {
            let message = format!(
                "`after {name}` in lane `{name}`: a lane already keeps its own order; remove it"
            );
            return wrong(lane.column, message);
        }
        let Some(&id) = self.lane_ids.get(name) else {
            return wrong(lane.column, no_lane_above(name));
        };
        if self.named[id].replace(self.rows.len()) == Some(self.rows.len()) {
            return wrong(lane.column, format!("lane `{name}` is named twice; once is enough"));
        }
        Ok(self.last[id])
    }

    /// The largest second among the rows that come before a row with these causes.
    fn behind(&self, above: Option<usize>, after: &After) -> Behind {
        match after {
            After::All => self.earliest_of_all,
            After::Rows(rows) => {
                rows.iter().copied().chain(above).map(|row| self.earliest[row]).fold(None, later)
            }
        }
    }

    fn finish(self) -> Result<Order, ParseError> {
        if self.rows.is_empty() {
            let message = "no rows; a row is `0s lane | the line that is printed`".into();
            return Err(ParseError { line: 1, column: 1, message });
        }
        let texts = Texts::of(&self.rows);
        if let Some((row, message)) = texts.undecided(&self.rows, &self.lanes) {
            let column = self.text_columns[row] + 1;
            return Err(ParseError { line: self.rows[row].line, column, message });
        }
        Ok(Order::new(self.rows, self.lanes, texts))
    }
}

fn later(a: Behind, b: Behind) -> Behind {
    match (a, b) {
        (Some(x), Some(y)) if y.0 > x.0 => Some(y),
        (None, b) => b,
        (a, _) => a,
    }
}

const REPLACED: &str = "U+FFFD, which bytes that are not UTF-8 become when they are read; a line \
                        with one matches no row, so write the character itself";

/// A word left of the bar, and the column it starts at.
struct Word<'a> {
    column: usize,
    text: &'a str,
}

fn words(claims: &str) -> Result<Vec<Word<'_>>, Wrong> {
    let foreign = |c: char| c.is_whitespace() && c != ' ';
    if let Some((column, c)) = claims.chars().enumerate().find(|&(_, c)| foreign(c)) {
        let what =
            if c == '\t' { "a tab".into() } else { format!("the blank U+{:04X}", u32::from(c)) };
        return wrong(column, format!("{what} left of the bar; align with spaces"));
    }
    let mut column = 0;
    let mut words = Vec::new();
    for text in claims.split(' ') {
        if !text.is_empty() {
            words.push(Word { column, text });
        }
        column += text.chars().count() + 1;
    }
    Ok(words)
}

/// What people write after the number of a second, right or wrong.
const UNITS: [&str; 10] = ["", "s", "S", "ms", "us", "m", "min", "h", "sec", "secs"];

/// Whether a reader would take the word for a second.
fn looks_like_second(word: &str) -> bool {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit() || "+-.,:_".contains(c));
    word.contains(|c: char| c.is_ascii_digit()) && UNITS.contains(&unit)
}

impl Word<'_> {
    fn second(&self) -> Result<Duration, Wrong> {
        parse_second(self.text).or_else(|message| wrong(self.column, message))
    }
}

fn parse_second(word: &str) -> Result<Duration, String> {
    if word.starts_with('-') {
        return Err(format!("`{word}` is before the start; the first second is 0s"));
    }
    let Some(number) = word.strip_suffix('s') else {
        let with_unit = format!("{word}s");
        let instead = if parse_second(&with_unit).is_ok() { &with_unit } else { "2s or 0.5s" };
        return Err(format!("`{word}` is not a second; write {instead}"));
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err(format!("`{word}` is not a second; write 2s or 0.5s"));
    }
    let (Ok(micros), ..=6) = (format!("{fraction:0<6}").parse::<u32>(), fraction.len()) else {
        return Err(format!("`{word}` is finer than a millionth of a second; round it"));
    };
    match whole.parse::<u64>() {
        Ok(whole) if whole < MAX_SECOND => Ok(Duration::new(whole, micros * 1000)),
        _ => Err(format!("`{word}` is more than 30 years; a lesson is shorter")),
    }
}

fn lane_name(name: &str) -> Result<(), String> {
    match name {
        "after" => {
            Err("`after` cannot name a lane; write the lane that prints the line before it".into())
        }
        "*" => Err("`*` is only for `after *`; write the lane that prints the line here".into()),
        _ if looks_like_second(name) => Err(format!(
            "`{name}` looks like a second; a row has at most one, and its lane belongs here"
        )),
        _ => Ok(()),
    }
}

fn no_claim(word: &str, lane: &str) -> String {
    if parse_second(word).is_ok() {
        return format!("the second comes before the lane; write `{word} {lane}`");
    }
    format!("`{word}` is not a claim; a lane is one word, and `after LANE` or the bar comes next")
}

fn no_lane_above(name: &str) -> String {
    if name == "after" {
        return "a row has one `after`; write all lanes after the first one".into();
    }
    if name.contains(',') {
        let apart = name.split(',').filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ");
        return format!("`{name}` is not a lane; separate lanes with blanks alone: `{apart}`");
    }
    if looks_like_second(name) {
        return format!("`{name}` is not a lane; a second comes first in its row");
    }
    format!(
        "lane `{name}` has no row above this one, and `after` means a row above; move this row \
         down, or check the name"
    )
}

fn too_early(own: Duration, least: Duration, from: &Row) -> String {
    format!(
        "{} is before {}, the second of line {}, and this row comes after that one; raise it, or \
         move the row up",
        seconds(own),
        seconds(least),
        from.line,
    )
}
