//! Whether a block is an excerpt of a text. If not: where the block differs, and what the text says now.
//!
//! # Rules
//! - The lines of a block are lines of the text, one after the other.
//! - A mark alone on a line, `// …`, leaves out one or more lines that are not blank. It is neither the
//!   first nor the last line, since an excerpt begins and ends anywhere.
//! - One indentation may be taken from all lines of a block.
//! - One line at least has a letter or a digit.

use std::ops::{Range, RangeInclusive};

use similar::TextDiff;

/// How much of a block must be left in the text to find it again.
const ENOUGH: f32 = 0.6;

/// How much better than any other place the right place must be.
const CLEARLY: f32 = 0.05;

/// A text that blocks quote.
pub(crate) struct Source {
    /// What it is called in messages.
    name: String,
    /// Its lines, as a page shows them.
    shown: Vec<String>,
    /// Its lines, as they are compared.
    keys: Vec<String>,
    key: fn(&str) -> String,
}

impl Source {
    /// A text whose lines are compared by their `key`.
    pub(crate) fn new(name: &str, text: &str, key: fn(&str) -> String) -> Self {
        let shown: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
        let keys = shown.iter().map(|line| key(line)).collect();
        Self { name: name.to_owned(), shown, keys, key }
    }

    fn place(&self, line: usize) -> String {
        format!("{}:{}", self.name, line + 1)
    }
}

/// What is wrong with a block: on which of its lines, from 0, and why.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) line: usize,
    pub(crate) why: String,
}

/// Checks a block against its source.
///
/// # Errors
/// If the block differs from the source: the first difference.
pub(crate) fn check(block: &[String], mark: &str, source: &Source) -> Result<(), Problem> {
    let parts = parts(block, mark, source.key)?;
    let mut tries = indentations(source);
    if tries.any(|indentation| find(&parts, source, indentation).is_ok()) {
        return Ok(());
    }
    Err(explain(block, &parts, source))
}

/// The block with the text that the source has now.
///
/// # Errors
/// If it is unclear which lines the block quotes.
pub(crate) fn mend(block: &[String], mark: &str, source: &Source) -> Result<Vec<String>, Problem> {
    let parts = parts(block, mark, source.key)?;
    let mut places = Vec::new();
    for part in &parts {
        places.push(place_again(part, source)?);
    }
    let quoted: Vec<String> =
        places.iter().flat_map(|place| &source.shown[place.clone()]).cloned().collect();
    // A block that has the indentation of its source keeps it.
    let kept = common_indentation(block) > 0;
    let removed = if kept { 0 } else { common_indentation(&quoted) };
    let mut out = Vec::new();
    for (part, place) in parts.iter().zip(places) {
        if part.first > 0 {
            out.push(block[part.first - 1].clone());
        }
        let lines = &source.shown[place];
        out.extend(lines.iter().map(|line| line.get(removed..).unwrap_or_default().to_owned()));
    }
    check(&out, mark, source)
        .map_err(|problem| Problem { line: 0, why: format!("{}; {UNDECIDED}", problem.why) })?;
    Ok(out)
}

const UNDECIDED: &str = "it is unclear which lines the block quotes now; write it again";

/// Lines of a block between two marks.
struct Part {
    /// The first of them in the block.
    first: usize,
    keys: Vec<String>,
}

fn parts(block: &[String], mark: &str, key: fn(&str) -> String) -> Result<Vec<Part>, Problem> {
    let is_mark = |line: &String| line.trim() == mark;
    let refuse = |line: usize, why: String| Err(Problem { line, why });
    let words = |line: &&String| line.contains(char::is_alphanumeric);
    if !block.iter().filter(|line| !is_mark(line)).any(|line| words(&line)) {
        return refuse(0, "the block quotes nothing but punctuation".into());
    }
    let mut parts = vec![Part { first: 0, keys: Vec::new() }];
    for (line, text) in block.iter().enumerate() {
        let quoted = parts.last_mut().filter(|_| !is_mark(text));
        if let Some(part) = quoted {
            part.keys.push(key(text.trim_end()));
        } else if block.get(line + 1).is_none_or(is_mark) || line == 0 {
            let why = "is at an end, or follows another; leave it out";
            return refuse(line, format!("`{mark}` {why}"));
        } else {
            parts.push(Part { first: line + 1, keys: Vec::new() });
        }
    }
    Ok(parts)
}

fn indentations(source: &Source) -> RangeInclusive<usize> {
    0..=source.keys.iter().map(|line| indentation(line)).max().unwrap_or(0)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn common_indentation(lines: &[String]) -> usize {
    let lines = lines.iter().filter(|line| !line.trim().is_empty());
    lines.map(|line| indentation(line)).min().unwrap_or(0)
}

/// Where the parts are, each as early as it can be.
///
/// # Errors
/// If the first parts are, up to one that is not there.
fn find(
    parts: &[Part],
    source: &Source,
    indentation: usize,
) -> Result<Vec<Range<usize>>, Vec<Range<usize>>> {
    let spaces = " ".repeat(indentation);
    let equal = |own: &String, other: &String| {
        if own.is_empty() { other.is_empty() } else { other.strip_prefix(&spaces) == Some(own) }
    };
    let mut found = Vec::new();
    let mut from = 0;
    for part in parts {
        let last = (source.keys.len() + 1).saturating_sub(part.keys.len());
        let is_at = |start: &usize| {
            part.keys.iter().zip(&source.keys[*start..]).all(|(own, other)| equal(own, other))
        };
        let Some(start) = (from..last).find(is_at) else { return Err(found) };
        let place = start..start + part.keys.len();
        from = after_a_gap(source, place.end);
        found.push(place);
    }
    Ok(found)
}

/// The first line where the next part can begin: after at least one line that is left out and not blank.
fn after_a_gap(source: &Source, end: usize) -> usize {
    let left_out = (end..source.keys.len()).find(|&line| !source.keys[line].is_empty());
    left_out.map_or(source.keys.len(), |line| line + 1)
}

/// The first difference, at the place in the source that is most like the block.
fn explain(block: &[String], parts: &[Part], source: &Source) -> Problem {
    let tries = indentations(source).rev().filter_map(|at| find(parts, source, at).err());
    let found = tries.max_by_key(Vec::len).unwrap_or_default();
    let part = &parts[found.len()];
    let above = found.last().map_or(0, |place| place.end);
    let start = nearest(part, source, after_a_gap(source, above));
    for (number, own) in part.keys.iter().enumerate() {
        let line = part.first + number;
        let Some(other) = source.keys.get(start + number) else {
            return Problem { line, why: format!("{} ends before this line", source.name) };
        };
        if own.trim() != other.trim() {
            let (page, there) = (&block[line], &source.shown[start + number]);
            let place = source.place(start + number);
            let why = format!("not as in {place}\n    page:   {page}\n    source: {there}");
            return Problem { line, why };
        }
    }
    let (line, place) = (part.first, source.place(start));
    let why = if found.is_empty() || start >= after_a_gap(source, above) {
        format!("this part is not indented as at {place}")
    } else if start >= above {
        format!("this line is {place}, and the mark above it leaves out no text")
    } else {
        format!("this line is {place}, which is before what the block quotes above it")
    };
    Problem { line, why }
}

/// The place where most words of a part match. In a tie, a place from `after` on.
fn nearest(part: &Part, source: &Source, after: usize) -> usize {
    let score = |start: usize| -> f32 {
        let pairs = part.keys.iter().zip(&source.keys[start..]);
        let likeness = pairs.map(|(own, other)| likeness(own.trim(), other.trim()));
        let likeness: Vec<f32> = likeness.collect();
        // Prefer a place that begins like the part: after a line that was left out, all lines are elsewhere.
        let begins = likeness.iter().take_while(|likeness| **likeness >= 1.0).count();
        likeness.iter().sum::<f32>() + begins as f32
    };
    let starts = (0..source.keys.len()).map(|start| (start, score(start)));
    let better = |a: &(usize, f32), b: &(usize, f32)| {
        a.1.total_cmp(&b.1).then((a.0 >= after).cmp(&(b.0 >= after))).then(b.0.cmp(&a.0))
    };
    starts.max_by(better).map_or(0, |(start, _)| start)
}

fn likeness(own: &str, other: &str) -> f32 {
    if own == other { 1.0 } else { 0.9 * TextDiff::from_chars(own, other).ratio() }
}

/// Where a part is in a source that has changed: from its first to its last line if both are still there,
/// or else as many lines as before.
fn place_again(part: &Part, source: &Source) -> Result<Range<usize>, Problem> {
    let length = part.keys.len();
    let own = words(&part.keys);
    let score = |place: Range<usize>| {
        let ratio = TextDiff::from_words(&*own, &*words(&source.keys[place.clone()])).ratio();
        (place, ratio)
    };
    let windows = (0..=source.keys.len().saturating_sub(length))
        .map(|start| start..(start + length).min(source.keys.len()));
    let mut places: Vec<_> = windows.chain(between(part, source)).map(score).collect();
    places.sort_by(|a, b| b.1.total_cmp(&a.1));
    let undecided = |why| Problem { line: part.first, why };
    let Some((best, ratio)) = places.first().filter(|(_, ratio)| *ratio >= ENOUGH) else {
        let name = &source.name;
        return Err(undecided(format!("nothing in {name} is enough like it; {UNDECIDED}")));
    };
    let apart = |place: &Range<usize>| place.end <= best.start || place.start >= best.end;
    let rival = places.iter().find(|(place, _)| apart(place));
    if let Some((rival, _)) = rival.filter(|(_, other)| ratio - other < CLEARLY) {
        let (one, other) = (source.place(best.start), source.place(rival.start));
        return Err(undecided(format!("{one} and {other} are alike; {UNDECIDED}")));
    }
    Ok(best.clone())
}

/// The places that begin and end like the part, and are not much longer.
fn between(part: &Part, source: &Source) -> Vec<Range<usize>> {
    let (Some(first), Some(last)) = (part.keys.first(), part.keys.last()) else {
        return Vec::new();
    };
    let longest = 2 * part.keys.len() + 4;
    let is = |line: usize, own: &String| source.keys[line].trim() == own.trim();
    let starts = (0..source.keys.len()).filter(|&start| is(start, first));
    let places = starts.flat_map(|start| {
        let ends = start..source.keys.len().min(start + longest);
        ends.filter(|&end| is(end, last)).map(move |end| start..end + 1)
    });
    places.collect()
}

fn words(lines: &[String]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: &str = "\
fn main() {
    let lesson = lesson!();

    let a = load(3);
    let b = load(2);
    say!(\"got {a}, {b}\");
}

fn load(seconds: u32) {
    if seconds > 0 {
        say!(\"loading\");
    }
}
";

    fn source() -> Source {
        Source::new("main.rs", PROGRAM, str::to_owned)
    }

    fn lines(block: &str) -> Vec<String> {
        block.lines().map(str::to_owned).collect()
    }

    fn checked(block: &str) -> Result<(), Problem> {
        check(&lines(block), "// …", &source())
    }

    fn told(block: &str) -> (usize, String) {
        let problem = checked(block).expect_err("the block is wrong");
        (problem.line, problem.why)
    }

    #[test]
    fn an_excerpt_has_lines_in_a_row_marks_and_one_indentation_less() {
        for block in [
            PROGRAM,
            "    let a = load(3);\n    let b = load(2);",
            "let lesson = lesson!();\n\nlet a = load(3);",
            "fn main() {\n    // …\n    let b = load(2);\n// …\n        say!(\"loading\");",
            "let a = load(3);\n// …\n}",
        ] {
            assert_eq!(checked(block), Ok(()), "{block}");
        }
    }

    #[test]
    fn a_changed_word_is_shown_beside_what_the_source_has() {
        let (line, why) = told("let a = load(3);\nlet b = load(4);");
        assert_eq!(
            (line, &*why),
            (
                1,
                "not as in main.rs:5\n    page:   let b = load(4);\n    source:     let b = load(2);"
            )
        );
        let (line, why) = told("let a = load(3);\nsay!(\"got {a}, {b}\");");
        assert_eq!(
            (line, &*why),
            (
                1,
                "not as in main.rs:5\n    page:   say!(\"got {a}, {b}\");\n    source:     let b = load(2);"
            )
        );
        assert_eq!(told("    }\n}\nlet c = 1;"), (2, "main.rs ends before this line".into()));
    }

    #[test]
    fn order_and_indentation_count() {
        let before = "this line is main.rs:4, which is before what the block quotes above it";
        assert_eq!(told("let b = load(2);\n// …\nlet a = load(3);"), (2, before.into()));
        let indented = "this part is not indented as at main.rs:4";
        assert_eq!(told("let a = load(3);\n  let b = load(2);"), (0, indented.into()));
        // One indentation for the whole block, not one for each part.
        assert_eq!(told("let a = load(3);\n// …\nsay!(\"loading\");").0, 2);
    }

    #[test]
    fn a_mark_leaves_out_something_and_is_inside() {
        let nothing = "this line is main.rs:5, and the mark above it leaves out no text";
        assert_eq!(told("let a = load(3);\n// …\nlet b = load(2);"), (2, nothing.into()));
        let blank = "this line is main.rs:4, and the mark above it leaves out no text";
        assert_eq!(told("let lesson = lesson!();\n// …\nlet a = load(3);"), (2, blank.into()));
        for (block, line) in [
            ("// …\nlet a = load(3);", 0),
            ("let a = load(3);\n// …", 1),
            ("let a = load(3);\n// …\n// …\nsay!(\"got {a}, {b}\");", 1),
        ] {
            let (at, why) = told(block);
            assert_eq!(at, line, "{block}");
            assert!(why.contains("is at an end, or follows another"), "{why}");
        }
        // The mark of another language is a line like any other.
        assert_eq!(told("let a = load(3);\n# …\nsay!(\"got {a}, {b}\");").0, 1);
    }

    #[test]
    fn punctuation_is_no_quote() {
        for block in ["", "}", "    }\n// …\n}"] {
            assert_eq!(told(block), (0, "the block quotes nothing but punctuation".into()));
        }
    }

    fn mended(block: &str, changed: &str) -> Result<String, String> {
        let source = Source::new("main.rs", changed, str::to_owned);
        let mended = mend(&lines(block), "// …", &source);
        mended.map(|lines| lines.join("\n")).map_err(|problem| problem.why)
    }

    #[test]
    fn a_block_follows_its_source() {
        let block = "let a = load(3);\nlet b = load(2);\n// …\nfn load(seconds: u32) {";
        assert_eq!(told(block).0, 3, "the parts differ in indentation");
        let block = "let a = load(3);\nlet b = load(2);\nsay!(\"got {a}, {b}\");";
        let changed = PROGRAM.replace("load(2)", "load(9)");
        assert_eq!(mended(block, &changed), Ok(block.replace("load(2)", "load(9)")));
        let changed = PROGRAM.replace("    let b", "    // Between.\n    let b");
        assert_eq!(mended(block, &changed), Ok(block.replace("let b", "// Between.\nlet b")));
        let changed = PROGRAM.replace("    let b = load(2);\n", "");
        assert_eq!(mended(block, &changed), Ok(block.replace("let b = load(2);\n", "")));
        let block =
            "fn main() {\n    // …\n    let b = load(2);\n    // …\n        say!(\"loading\");";
        let changed = PROGRAM.replace("let b", "let mut b");
        assert_eq!(mended(block, &changed), Ok(block.replace("let b", "let mut b")));
    }

    #[test]
    fn a_block_that_is_gone_or_there_twice_is_left() {
        let gone = mended("let z = other(1, 2, 3);\nyield_to(z);", PROGRAM);
        assert!(gone.expect_err("it is gone").contains("nothing in main.rs is enough like it"));
        let twice = "fn a() {\n    go(1, 2);\n}\nfn b() {\n    go(1, 3);\n}\n";
        let twice = mended("go(1, 4);", twice).expect_err("it is there twice");
        assert!(twice.contains("main.rs:2 and main.rs:5 are alike"), "{twice}");
    }
}
