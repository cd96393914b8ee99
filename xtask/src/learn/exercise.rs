//! The mistakes as exercises: copies under `my/`, a workspace of its own that `verify` never sees and
//! that shares the course's target folder.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use course::{Course, Lesson, Mistake, Variant, read_text, shown};
use expected_order::Order;
use runner::workspace::{self, Member, put};
use similar::{ChangeTag, TextDiff};

/// The learner's folder.
pub(crate) struct Home {
    pub(crate) folder: PathBuf,
}

impl Home {
    /// Names the folder; nothing is written yet.
    pub(crate) fn new(course: &Course) -> Self {
        Self { folder: course.root.join("my") }
    }

    /// The file in which progress is kept.
    pub(crate) fn progress(&self) -> PathBuf {
        self.folder.join("progress.json")
    }

    /// The file that the learner edits.
    pub(crate) fn source(&self, mistake: &Mistake) -> PathBuf {
        self.folder.join(&mistake.target).join("src/main.rs")
    }

    /// Makes a workspace of the folder, with one package for each mistake that has been copied. What
    /// Cargo reads is written anew each time, since the course may have changed; programs are not.
    pub(crate) fn prepare(&self, course: &Course) -> Result<()> {
        let mistakes = course.lessons.iter().flat_map(|lesson| {
            let copied = lesson.mistakes.iter().filter(|mistake| self.source(mistake).exists());
            copied.map(move |mistake| member(lesson, mistake))
        });
        let members = mistakes.collect::<Result<Vec<_>>>()?;
        workspace::write(course, &self.folder, &members, |_| None)?;
        let target = course.target.display().to_string();
        let config = format!("[build]\ntarget-dir = {target:?}\n");
        put(&self.folder.join(".cargo/config.toml"), &config)
    }

    /// Copies a mistake, if there is no copy yet.
    pub(crate) fn copy(&self, course: &Course, lesson: &Lesson, mistake: &Mistake) -> Result<()> {
        if !self.source(mistake).exists() {
            self.reset(lesson, mistake)?;
        }
        self.prepare(course)
    }

    /// Copies it in any case.
    pub(crate) fn reset(&self, lesson: &Lesson, mistake: &Mistake) -> Result<()> {
        put(&self.source(mistake), &copied(&read_text(&lesson.example(&mistake.target))?))
    }
}

/// What belongs to a copy besides its program: claims and modules.
fn member<'a>(lesson: &'a Lesson, mistake: &'a Mistake) -> Result<Member<'a>> {
    let claims = lesson.order_file(Variant::Tokio);
    let name = claims.file_name().context("a file has a name")?;
    let mut files = vec![(PathBuf::from(name), read_text(&claims)?)];
    // Modules that lesson and mistake share: seen from src as from examples, `../src` is there.
    for entry in fs::read_dir(lesson.folder.join("src"))? {
        let module = entry?.path();
        let name = module.file_name().filter(|name| *name != "main.rs");
        if let (true, Some(name)) = (module.is_file(), name) {
            files.push((Path::new("src").join(name), read_text(&module)?));
        }
    }
    Ok(Member { name: &mistake.target, lesson, program: None, whole: false, files })
}

/// What somebody believed who wrote the mistake: its header's first paragraph.
pub(crate) fn belief(lesson: &Lesson, mistake: &Mistake) -> Result<String> {
    Ok(paragraphs(&read_text(&lesson.example(&mistake.target))?).remove(0))
}

/// What there is to know about a mistake, a little more with each hint: the claim, why the belief is
/// wrong, and the places. After them comes the difference.
pub(crate) fn hints(
    lesson: &Lesson,
    mistake: &Mistake,
    order: &Order,
    own: &Path,
) -> Result<Vec<String>> {
    let file = shown(&lesson.order_file(Variant::Tokio));
    let row = order.rows().iter().find(|row| row.text.as_str() == mistake.breaks.text);
    let mut claim = format!("The claim that this mistake breaks first: {}. ", mistake.breaks);
    let _ = match row {
        None => write!(claim, "No row of {file} expects that line: which one should come instead?"),
        Some(row) => write!(claim, "In {file}:{}: {} | {}", row.line, row.claims, row.text),
    };
    if let Some(row) = row.filter(|row| !row.why.is_empty()) {
        let _ = write!(claim, ". Why it should hold: {}", row.why);
    }
    let header = paragraphs(&read_text(&lesson.example(&mistake.target))?);
    let explained = header.iter().skip(1).filter(|paragraph| !paragraph.starts_with("Breaks:"));
    let places = places(&read_text(own)?, &read_text(&lesson.source(Variant::Tokio))?);
    Ok([claim].into_iter().chain(explained.cloned()).chain([places]).collect())
}

/// The paragraphs of a program's header.
fn paragraphs(program: &str) -> Vec<String> {
    let header = program.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let header = header.collect::<Vec<_>>().join("\n");
    header.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect()
}

/// What is copied of a mistake: all but the part of its header that explains it.
fn copied(program: &str) -> String {
    let belief = program.split_inclusive('\n').take_while(|line| line.starts_with("//! "));
    format!("{}\n{}", belief.collect::<String>(), body(program).0)
}

/// A program without its header, and how many lines that is less.
fn body(program: &str) -> (&str, usize) {
    let mut rest = program;
    let mut lines = 0;
    while rest.starts_with("//!") || (lines > 0 && rest.starts_with('\n')) {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
        lines += 1;
    }
    (rest, lines)
}

/// How many lines of a program are not the lesson's, and where.
fn places(own: &str, lesson: &str) -> String {
    let ((own, skipped), (lesson, _)) = (body(own), body(lesson));
    let diff = TextDiff::from_lines(own, lesson);
    let mut numbers: Vec<usize> = Vec::new();
    let mut missing = 0;
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Delete => numbers.extend(change.old_index().map(|line| line + skipped + 1)),
            ChangeTag::Insert => missing += 1,
            ChangeTag::Equal => {}
        }
    }
    if numbers.is_empty() && missing == 0 {
        return "No line of your file differs from the lesson's.".into();
    }
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for &line in &numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => ranges.push((line, line)),
        }
    }
    let range = |&(from, to): &(usize, usize)| {
        if from == to { from.to_string() } else { format!("{from}-{to}") }
    };
    let ranges = ranges.iter().map(range).collect::<Vec<_>>().join(", ");
    let at = if numbers.is_empty() { String::new() } else { format!(" (line {ranges})") };
    format!(
        "Of your file, {} not in the lesson{at}; of the lesson, {} not in your file.",
        are(numbers.len()),
        are(missing)
    )
}

fn are(lines: usize) -> String {
    if lines == 1 { "1 line is".into() } else { format!("{lines} lines are") }
}

/// The difference from a program to the lesson: a sign and a line each, headers left out.
pub(crate) fn difference(own: &Path, lesson: &Lesson) -> Result<Vec<(char, String)>> {
    let (own, lesson) = (read_text(own)?, read_text(&lesson.source(Variant::Tokio))?);
    let diff = TextDiff::from_lines(body(&own).0, body(&lesson).0);
    let mut out = Vec::new();
    for (number, group) in diff.grouped_ops(2).iter().enumerate() {
        if number > 0 {
            out.push((' ', "...".into()));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            out.push((sign, change.value().trim_end().to_owned()));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LESSON: &str = "//! Why?\n\nfn main() {\n    one();\n    two();\n}\n";
    const OWN: &str = "//! \"It is so.\"\n//!\n//! It is\n//! not.\n//!\n//! Breaks: the lane of \"x\"\n\n\
                       fn main() {\n    two();\n    one();\n    three();\n}\n";

    #[test]
    fn what_explains_a_mistake_is_not_copied() {
        assert_eq!(paragraphs(OWN), ["\"It is so.\"", "It is not.", "Breaks: the lane of \"x\""]);
        let copy = copied(OWN);
        assert!(copy.starts_with("//! \"It is so.\"\n\nfn main() {\n"), "{copy}");
        assert_eq!(body(&copy).0, body(OWN).0);
    }

    #[test]
    fn places_are_lines_of_the_learners_file() {
        assert_eq!(
            places(OWN, LESSON),
            "Of your file, 2 lines are not in the lesson (line 9, 11); of the lesson, 1 line is not \
             in your file."
        );
        let repaired = OWN
            .replace("    three();\n", "")
            .replace("    two();\n    one();", "    one();\n    two();");
        assert_eq!(places(&repaired, LESSON), "No line of your file differs from the lesson's.");
    }

    #[test]
    fn a_file_of_another_system_differs_in_no_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("main.rs");
        fs::write(&file, OWN.replace('\n', "\r\n")).expect("a file can be written");
        let own = read_text(&file).expect("it can be read");
        assert_eq!(paragraphs(&own), paragraphs(OWN));
        assert_eq!(copied(&own), copied(OWN));
        assert_eq!(places(&own, LESSON), places(OWN, LESSON));
    }
}
