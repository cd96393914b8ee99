//! The exercises: copies of mistakes, and of programs that must not compile, in `my/`. That folder is a
//! separate workspace, which `verify` never sees and which shares the course's target folder.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};
use course::{Course, Kind, Lesson, Program, Variant, read_text, shown};
use expected_order::Order;
use runner::workspace::{self, Member, put};
use similar::{ChangeTag, TextDiff};

/// The learner's folder.
pub(crate) struct Home {
    pub(crate) folder: PathBuf,
}

impl Home {
    /// The folder of the course's learner. Nothing is written yet.
    pub(crate) fn new(course: &Course) -> Self {
        Self { folder: course.root.join("my") }
    }

    /// The file of the learner's progress.
    pub(crate) fn progress(&self) -> PathBuf {
        self.folder.join("progress.json")
    }

    /// The file that the learner edits.
    pub(crate) fn source(&self, exercise: &Program) -> PathBuf {
        self.folder.join(exercise.id()).join("src/main.rs")
    }

    /// Makes a workspace of the folder, with one package for each copied program. It writes what Cargo
    /// reads each time, since the course may have changed, and leaves the learner's programs alone.
    pub(crate) fn prepare(&self, course: &Course) -> Result<()> {
        let exercises = course.lessons.iter().flat_map(Lesson::exercises);
        let copied = exercises.filter(|exercise| self.source(exercise).exists());
        let members = copied.map(|exercise| member(&exercise)).collect::<Result<Vec<_>>>()?;
        workspace::write(course, &self.folder, &members, |_| None)?;
        let target = course.target.display().to_string();
        let config = format!("[build]\ntarget-dir = {target:?}\n");
        put(&self.folder.join(".cargo/config.toml"), &config)
    }

    /// Copies a program unless a copy exists.
    pub(crate) fn copy(&self, course: &Course, exercise: &Program) -> Result<()> {
        if !self.source(exercise).exists() {
            self.reset(exercise)?;
        }
        self.prepare(course)
    }

    /// Copies a program, in the place of any copy.
    pub(crate) fn reset(&self, exercise: &Program) -> Result<()> {
        put(&self.source(exercise), &copied(&read_text(&exercise.source())?))
    }

    /// Makes Cargo build the learner's file if its text has changed since the last build.
    ///
    /// Cargo builds a file that is newer than the last build. A learner who copies an older file over
    /// this one may get a file with its old time, which Cargo would not build. A file that is newer is
    /// left alone: some editors warn when the time of an open file changes.
    pub(crate) fn ensure_rebuilt(&self, exercise: &Program) -> Result<()> {
        let source = self.source(exercise);
        let built = self.folder.join(".built").join(exercise.id());
        let text = read_text(&source)?;
        let same = fs::read_to_string(&built).is_ok_and(|built| built == text);
        let touch = || -> io::Result<()> {
            let time = |file: &Path| fs::metadata(file)?.modified();
            let saved = time(&source)?;
            if !same && time(&built).map_or(true, |built| saved <= built) {
                File::options().append(true).open(&source)?.set_modified(SystemTime::now())?;
            }
            fs::create_dir_all(self.folder.join(".built"))?;
            fs::write(&built, &text)
        };
        touch().with_context(|| format!("failed to prepare {} for a build", shown(&source)))
    }

    /// Rewrites the paths in a text to ones that the learner can open. Cargo and the program print paths
    /// relative to the workspace's folder.
    pub(crate) fn located(&self, text: &str, name: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(name) {
            let (before, after) = (&rest[..at], &rest[at + name.len()..]);
            out.push_str(before);
            let in_path = |c: char| c.is_alphanumeric() || "-_./\\".contains(c);
            let inside = before.ends_with(in_path) || !after.starts_with(['/', '\\']);
            if inside {
                out.push_str(name);
            } else {
                out.push_str(&shown(&self.folder.join(name)));
            }
            rest = after;
        }
        out + rest
    }
}

/// The files of a copy besides its program: claims and modules.
fn member<'c>(exercise: &Program<'c>) -> Result<Member<'c>> {
    let lesson = exercise.lesson;
    let claims = lesson.order_file(Variant::Tokio);
    let name = claims.file_name().context("a file has a name")?;
    let mut files = vec![(PathBuf::from(name), read_text(&claims)?)];
    // Modules that the lesson and the copied program share. From src, examples and refused alike, `../src`
    // leads to them.
    for entry in fs::read_dir(lesson.folder.join("src"))? {
        let module = entry?.path();
        let name = module.file_name().filter(|name| *name != "main.rs");
        if let (true, Some(name)) = (module.is_file(), name) {
            files.push((Path::new("src").join(name), read_text(&module)?));
        }
    }
    Ok(Member { name: exercise.id(), lesson, programs: Vec::new(), whole: false, files })
}

/// What the author of the program believed: the first paragraph of its header.
pub(crate) fn belief(exercise: &Program) -> Result<String> {
    Ok(paragraphs(&read_text(&exercise.source())?).remove(0))
}

/// The hints to an exercise, each more direct than the one before: the claim or the error, why the belief is
/// wrong, and the lines that differ from the lesson.
pub(crate) fn hints(exercise: &Program, order: &Order, own: &Path) -> Result<Vec<String>> {
    let lesson = exercise.lesson;
    let header = paragraphs(&read_text(&exercise.source())?);
    let explained = header.iter().skip(1).filter(|paragraph| {
        !["Breaks: ", "Refused: "].iter().any(|names| paragraph.starts_with(names))
    });
    let places = places(&read_text(own)?, &read_text(&lesson.source(Variant::Tokio))?);
    let first = first_hint(exercise, order);
    Ok([first].into_iter().chain(explained.cloned()).chain([places]).collect())
}

/// What is wrong with the program of an exercise, in the words of its header.
fn first_hint(exercise: &Program, order: &Order) -> String {
    let breaks = match exercise.kind {
        Kind::Variant(_) => return "Every claim holds.".into(),
        Kind::Refused(refused) => {
            let at = format!("The compiler refuses the line with `{}`", refused.at);
            return match &refused.code {
                Some(code) => format!("{at}. `rustc --explain {code}` explains that error."),
                None => format!("{at}: \"{}\".", refused.says),
            };
        }
        Kind::Mistake(mistake) => &mistake.breaks,
    };
    let file = shown(&exercise.order_file());
    let row = order.rows().iter().find(|row| row.text.as_str() == breaks.text);
    let mut claim = format!("The claim that this mistake breaks first: {breaks}. ");
    let _ = match row {
        None => {
            write!(claim, "No row of {file} expects that line. Which line should come instead?")
        }
        Some(row) => write!(claim, "In {}", row.cite(&file)),
    };
    if let Some(row) = row.filter(|row| !row.why.is_empty()) {
        let _ = write!(claim, ". Why it should hold: {}", row.why);
    }
    claim
}

/// The paragraphs of a program's header.
fn paragraphs(program: &str) -> Vec<String> {
    let header = program.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let header = header.collect::<Vec<_>>().join("\n");
    header.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect()
}

/// The learner's copy of a program, without the part of its header that explains what is wrong.
fn copied(program: &str) -> String {
    let belief = program.split_inclusive('\n').take_while(|line| line.starts_with("//! "));
    format!("{}\n{}", belief.collect::<String>(), body(program).0)
}

/// A program without its header, and how many lines the header has.
fn body(program: &str) -> (&str, usize) {
    let mut rest = program;
    let mut lines = 0;
    while rest.starts_with("//!") || (lines > 0 && rest.starts_with('\n')) {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
        lines += 1;
    }
    (rest, lines)
}

/// How many lines of a program differ from the lesson's, and where they are.
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
        return "Your file is the same as the lesson's program.".into();
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
    let line = if numbers.len() == 1 { "line" } else { "lines" };
    let at = if numbers.is_empty() { String::new() } else { format!(" ({line} {ranges})") };
    format!(
        "{} not in the lesson{at}. {} not in your file.",
        are(numbers.len(), "of your file"),
        are(missing, "of the lesson")
    )
}

fn are(lines: usize, whose: &str) -> String {
    if lines == 1 { format!("1 line {whose} is") } else { format!("{lines} lines {whose} are") }
}

/// The difference from a program to the lesson without their headers, as lines and their signs.
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
            "2 lines of your file are not in the lesson (lines 9, 11). 1 line of the lesson is not in \
             your file."
        );
        let repaired = OWN
            .replace("    three();\n", "")
            .replace("    two();\n    one();", "    one();\n    two();");
        assert_eq!(places(&repaired, LESSON), "Your file is the same as the lesson's program.");
    }

    #[test]
    fn paths_lead_from_the_courses_folder_to_the_copy() {
        let home = Home { folder: "my".into() };
        for (text, located) in [
            (" --> a-mistake/src/main.rs:1:2", " --> my/a-mistake/src/main.rs:1:2"),
            ("`a-mistake\\src\\x.rs`", "`my/a-mistake\\src\\x.rs`"),
            ("could not compile `a-mistake` (bin)", "could not compile `a-mistake` (bin)"),
            ("/my/a-mistake/src/main.rs", "/my/a-mistake/src/main.rs"),
            ("not-a-mistake/src and a-mistake-2/src", "not-a-mistake/src and a-mistake-2/src"),
        ] {
            assert_eq!(home.located(text, "a-mistake"), located);
        }
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
