//! A row's text, its captures, and whether two texts could match one line.

use std::fmt;

use crate::error::Wrong;

/// The longest text with captures, in characters. It bounds the cost of comparing two of them.
const MAX_LEN: usize = 200;

/// The text of a row: a literal line, or one with captures.
///
/// `{pid}` means one or more characters that are not blanks, and `{{` means a brace. No text matches a line
/// with U+FFFD, which is what bytes that are not UTF-8 become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// As written, captures and all.
    source: String,
    meaning: Meaning,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Meaning {
    /// The line is the source.
    Plain,
    /// The line, where the source has escaped braces.
    Escaped(String),
    Captures(Vec<Part>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// This character.
    Char(char),
    /// Any one character that is not a blank.
    One,
    /// Any number of characters that are not blanks, including zero.
    Many,
}

impl Part {
    pub(crate) fn fits(self, c: char) -> bool {
        match self {
            Self::Char(own) => own == c,
            // A byte that is not UTF-8 becomes U+FFFD, and no row matches a line with one.
            Self::One | Self::Many => !c.is_whitespace() && c != char::REPLACEMENT_CHARACTER,
        }
    }

    fn literal(self) -> Option<char> {
        if let Self::Char(c) = self { Some(c) } else { None }
    }
}

impl Pattern {
    /// Reads a row's text.
    pub(crate) fn parse(source: &str) -> Result<Self, Wrong> {
        let meaning = if source.contains('{') { braces(source)? } else { Meaning::Plain };
        Ok(Self { source: source.into(), meaning })
    }

    /// The text as the file has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// The one line that matches, if the text has no capture.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        match &self.meaning {
            Meaning::Plain => Some(&self.source),
            Meaning::Escaped(line) => Some(line),
            Meaning::Captures(_) => None,
        }
    }

    /// What a text with captures is made of; empty for a literal.
    pub(crate) fn parts(&self) -> &[Part] {
        if let Meaning::Captures(parts) = &self.meaning { parts } else { &[] }
    }

    /// What any text is made of, each part with its source. A capture has two parts, and the first has the
    /// source.
    pub(crate) fn pieces(&self) -> Vec<(Part, &str)> {
        let mut pieces = Vec::new();
        let mut rest = self.source.as_str();
        while let Some(c) = rest.chars().next() {
            let is_brace = c == '{';
            let is_capture = is_brace && !rest.starts_with("{{");
            let length = match rest.find('}') {
                Some(end) if is_capture => end + 1,
                _ if is_brace => 2,
                _ => c.len_utf8(),
            };
            let (source, more) = rest.split_at(length);
            if is_capture {
                pieces.extend([(Part::One, source), (Part::Many, "")]);
            } else {
                pieces.push((Part::Char(c), source));
            }
            rest = more;
        }
        pieces
    }

    /// Whether `line` is a line that this text describes.
    #[must_use]
    pub fn matches(&self, line: &str) -> bool {
        if let Some(literal) = self.literal() {
            return literal == line;
        }
        // The usual two-pointer search for wildcards. It is enough to go back to the last capture: captures
        // hold no blanks, so each blank of the line must match a blank of the text, and between two
        // blanks, extending an earlier capture never helps.
        let parts = self.parts();
        let mut rest = line.chars();
        let mut p = 0;
        let mut retry: Option<(usize, std::str::Chars)> = None;
        loop {
            if parts.get(p) == Some(&Part::Many) {
                retry = Some((p, rest.clone()));
                p += 1;
                continue;
            }
            match (parts.get(p), rest.next()) {
                (None, None) => return true,
                (Some(part), Some(c)) if part.fits(c) => p += 1,
                _ => {
                    let Some((many, from)) = &mut retry else { return false };
                    match from.next() {
                        Some(c) if Part::Many.fits(c) => {
                            p = *many + 1;
                            rest = from.clone();
                        }
                        _ => return false,
                    }
                }
            }
        }
    }

    /// Whether there is a line that both texts match, this one having captures.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        if let Some(line) = other.literal() {
            return self.matches(line);
        }
        let (a, b) = (self.parts(), other.parts());
        // meets[j]: whether a[i..] and b[j..] have a line in common; filled from the end.
        let mut below = vec![false; b.len() + 1];
        for i in (0..=a.len()).rev() {
            let mut row = vec![false; b.len() + 1];
            for j in (0..=b.len()).rev() {
                row[j] = match (a.get(i), b.get(j)) {
                    (None, None) => true,
                    (Some(Part::Many), Some(Part::Many)) => below[j] || row[j + 1],
                    (Some(Part::Many), other) => {
                        below[j] || (other.is_some_and(|part| nonblank(*part)) && row[j + 1])
                    }
                    (other, Some(Part::Many)) => {
                        row[j + 1] || (other.is_some_and(|part| nonblank(*part)) && below[j])
                    }
                    (Some(x), Some(y)) => agree(*x, *y) && below[j + 1],
                    _ => false,
                };
            }
            below = row;
        }
        below[0]
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

/// Reads a text that has braces.
fn braces(source: &str) -> Result<Meaning, Wrong> {
    let chars: Vec<char> = source.chars().collect();
    let mut parts = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if chars[i] != '{' {
            parts.push(Part::Char(chars[i]));
            i += 1;
        } else if chars.get(i + 1) == Some(&'{') {
            parts.push(Part::Char('{'));
            i += 2;
        } else {
            let end = capture_end(&chars, i)?;
            if parts.last() == Some(&Part::Many) {
                return Err((i, SIDE_BY_SIDE.into()));
            }
            // One, then any number: a capture holds at least one character.
            parts.extend([Part::One, Part::Many]);
            i = end + 1;
        }
    }
    if let Some(line) = parts.iter().map(|part| part.literal()).collect() {
        return Ok(Meaning::Escaped(line));
    }
    if chars.len() > MAX_LEN {
        let message = format!("a text with captures has at most {MAX_LEN} characters; shorten it");
        return Err((MAX_LEN, message));
    }
    Ok(Meaning::Captures(parts))
}

/// Where the capture that opens at `open` closes.
fn capture_end(chars: &[char], open: usize) -> Result<usize, Wrong> {
    let named = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let len = chars[open + 1..].iter().take_while(|c| named(c)).count();
    let end = open + 1 + len;
    if len > 0 && chars.get(end) == Some(&'}') { Ok(end) } else { Err((open, NO_CAPTURE.into())) }
}

const SIDE_BY_SIDE: &str = "two captures are side by side, so nothing shows where the first one ends; \
                            write a blank or a letter between them";

const NO_CAPTURE: &str = "a capture is written {name}, with letters, digits, - or _; for a brace \
                          itself write {{";

fn nonblank(part: Part) -> bool {
    !matches!(part, Part::Char(c) if c.is_whitespace())
}

fn agree(a: Part, b: Part) -> bool {
    match (a, b) {
        (Part::Char(x), Part::Char(y)) => x == y,
        (Part::Char(c), other) | (other, Part::Char(c)) => other.fits(c),
        _ => true,
    }
}
