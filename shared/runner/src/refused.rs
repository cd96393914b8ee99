//! Compiles the programs that must not compile, and checks each for the error that its header names.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;

use anyhow::{Context, Result, bail};
use cargo_metadata::Message;
use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel, DiagnosticSpan};
use course::exit::{Exit, fail};
use course::results::{Outcome, Place, Status};
use course::{Course, Kind, Lesson, Program, Refused, Variant, read_text, relative, shown};

use crate::build::{cargo, rustc_version};
use crate::message::message;
use crate::workspace::{self, Member};

/// A program that must not compile, and the compiler's message on it.
pub struct Compiled<'c> {
    /// The program.
    pub program: Program<'c>,
    /// The errors; none if it compiles.
    errors: Vec<Diagnostic>,
    /// The compiler's message, without what differs between machines. Empty if it compiles.
    pub message: String,
}

/// Compiles every program of the course's lessons that must not compile. If there are none, it does not
/// start Cargo.
///
/// It uses `cargo build` rather than `cargo check`, because the lessons' dependencies are already built.
///
/// # Errors
/// If Cargo cannot be started, or ends before it has compiled them all.
pub fn compile(course: &Course) -> Result<Vec<Compiled<'_>>> {
    let with = course.lessons.iter().filter(|lesson| !lesson.refused.is_empty());
    let members: Vec<Member> = with.map(member).collect::<Result<_>>()?;
    if members.is_empty() {
        return Ok(Vec::new());
    }
    // Courses may share a target folder.
    let name = course.root.file_name().context("the course is in a folder")?;
    let folder = course.target.join("refused").join(name);
    // Another `verify` may use the same workspace with other lessons in it. Closing the file unlocks it.
    let lock = folder.with_extension("lock");
    fs::create_dir_all(&folder).with_context(|| format!("failed to make {}", shown(&folder)))?;
    let locked = File::create(&lock).and_then(|file| file.lock().map(|()| file));
    let locked = locked.with_context(|| format!("failed to lock {}", shown(&lock)))?;
    workspace::write(course, &folder, &members, |_| None)?;
    let mut said = build(&folder, &course.target)?;
    drop(locked);
    let compiled = course.lessons.iter().flat_map(Lesson::refused_programs).map(|program| {
        let all = said.of.remove(&program.id()).with_context(|| {
            let title = program.title();
            fail(Exit::BuildFailed, format!("cargo did not compile {title}:\n{}", said.errors))
        })?;
        let message = message(&all, &course.root);
        let mut errors = all;
        errors.retain(|diagnostic| diagnostic.level == DiagnosticLevel::Error);
        let message = if errors.is_empty() { String::new() } else { message };
        Ok(Compiled { program, errors, message })
    });
    compiled.collect()
}

/// A package like the lesson's, with a program for each that must not compile.
fn member(lesson: &Lesson) -> Result<Member<'_>> {
    // `lesson!()` looks for it next to the manifest.
    let claims = lesson.order_file(Variant::Tokio);
    let file = PathBuf::from(claims.file_name().context("an expected order is a file")?);
    Ok(Member {
        name: format!("{}-refused", lesson.name),
        lesson,
        programs: lesson.refused_programs().map(|one| (one.id(), one.source())).collect(),
        whole: false,
        files: vec![(file, read_text(&claims)?)],
    })
}

/// What the compiler and Cargo print.
struct Said {
    /// The compiler's messages on each target that it compiled, by name.
    of: HashMap<String, Vec<Diagnostic>>,
    /// What Cargo prints for people.
    errors: String,
}

fn build(folder: &Path, target: &Path) -> Result<Said> {
    let mut command = cargo();
    command.current_dir(folder).args(["build", "--keep-going", "--message-format=json"]);
    command.args(["--quiet", "--color=never", "--target-dir"]).arg(target);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().context("failed to start cargo")?;
    let stdout = child.stdout.take().context("cargo's output is piped")?;
    let stderr = child.stderr.take().context("cargo's errors are piped")?;
    let errors = thread::spawn(move || io::read_to_string(stderr));
    let mut of: HashMap<String, Vec<Diagnostic>> = HashMap::new();
    for said in Message::parse_stream(BufReader::new(stdout)) {
        match said.context("failed to read cargo's messages")? {
            Message::CompilerArtifact(artifact) => {
                of.entry(artifact.target.name).or_default();
            }
            // The last message on a target, "aborting due to 1 previous error", has no place.
            Message::CompilerMessage(said) if !said.message.spans.is_empty() => {
                of.entry(said.target.name).or_default().push(said.message);
            }
            _ => {}
        }
    }
    child.wait().context("failed to wait for cargo")?;
    let errors = errors.join().ok().and_then(Result::ok).unwrap_or_default();
    Ok(Said { of, errors })
}

/// What is wrong with a program that the compiler should refuse for its reason, and where.
type Wrong = (String, Place);

impl Compiled<'_> {
    /// Whether the compiler refuses it with the error that it names, and with the message that is
    /// recorded. `records` is what [`records`] returns.
    #[must_use]
    pub fn outcome(&self, course: &Course, records: &Result<(), String>) -> Outcome {
        let judged = self.judge(course).and_then(|()| self.compare(course, records));
        let (status, why, at) = match judged {
            Ok(why) => (Status::Ok, why, None),
            Err((why, at)) => (Status::Failed, why, Some(at)),
        };
        Outcome { status, why, at, ..Outcome::default() }
    }

    /// Whether the compiler refuses it with the error that it names, and with no other.
    ///
    /// # Errors
    /// Says what is wrong, and where.
    pub fn judge(&self, course: &Course) -> Result<(), Wrong> {
        let Kind::Refused(refused) = self.program.kind else { return Ok(()) };
        let source = self.program.source();
        let file = relative(&source, &course.root);
        let mut all: Vec<_> = self.errors.iter().map(|error| (error, self.place(error))).collect();
        // A macro may use its argument several times. The compiler then repeats the error for each use.
        let key = |(error, at): &(&Diagnostic, Option<&DiagnosticSpan>)| {
            (code(error).to_owned(), error.message.clone(), at.map(|at| at.line_start))
        };
        all.dedup_by_key(|one| key(one));
        let (errors, places): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let place = |line| Place { file: file.clone(), line };
        match (errors.as_slice(), places.as_slice()) {
            ([], _) => {
                Err(("compiles, and its header says that it must not".into(), place(refused.line)))
            }
            ([error], [at]) => {
                let line = at.map_or(1, |span| span.line_start);
                let wrong = wrong(refused, error, at.as_ref().copied());
                wrong.map_or(Ok(()), |why| Err((why, place(line))))
            }
            (errors, _) => {
                let all = errors.iter().zip(&places).map(|(error, at)| match at {
                    Some(at) => format!("{} at line {}", code(error), at.line_start),
                    None => format!("{} outside of the program", code(error)),
                });
                let all: Vec<_> = all.collect();
                let why = format!(
                    "has {} errors, and its header names one: {}",
                    errors.len(),
                    all.join(", ")
                );
                let line = places.iter().flatten().map(|at| at.line_start).min();
                Err((why, place(line.unwrap_or(1))))
            }
        }
    }

    /// The first place of an error in the program itself. An error in a macro begins elsewhere.
    fn place<'e>(&self, error: &'e Diagnostic) -> Option<&'e DiagnosticSpan> {
        let own = Path::new("refused").join(self.program.short()).with_extension("rs");
        let mut span = error.spans.iter().find(|span| span.is_primary)?;
        while !Path::new(&span.file_name).ends_with(&own) {
            span = &span.expansion.as_ref()?.span;
        }
        Some(span)
    }

    /// Whether its message is the recorded one. With a compiler other than that of the record, it returns
    /// why it cannot compare them.
    fn compare(&self, course: &Course, records: &Result<(), String>) -> Result<String, Wrong> {
        let record = self.program.source().with_extension("stderr");
        let place = |line| Place { file: relative(&record, &course.root), line };
        let write = format!("`{} --write` writes it", self.program.command());
        match records {
            Err(why) => Ok(format!("its message was not compared: {why}")),
            Ok(()) if !record.exists() => {
                Err((format!("has no recorded message; {write}"), place(1)))
            }
            Ok(()) => {
                let recorded =
                    read_text(&record).map_err(|error| (format!("{error:#}"), place(1)))?;
                if recorded == self.message {
                    return Ok(String::new());
                }
                let same = recorded.lines().zip(self.message.lines());
                let same = same.take_while(|(one, other)| one == other).count();
                let why = format!("has a different message than the recorded one; {write} again");
                Err((why, place(same + 1)))
            }
        }
    }
}

/// Why this error is not the one that the program names.
fn wrong(refused: &Refused, error: &Diagnostic, at: Option<&DiagnosticSpan>) -> Option<String> {
    if error.code.as_ref().map(|code| &code.code) != refused.code.as_ref() {
        let names = refused.code.as_deref().unwrap_or("an error without a code");
        return Some(format!(
            "is refused for another reason: {} and not {names}: {}",
            code(error),
            error.message
        ));
    }
    let line = at.and_then(|at| at.text.first()).map_or("", |line| line.text.trim());
    if !line.contains(&refused.at) {
        return Some(format!(
            "is refused at another line, `{line}`, which does not have `{}`",
            refused.at
        ));
    }
    if !texts(error).iter().any(|text| text.contains(&refused.says)) {
        return Some(format!(
            "is refused with a message that does not say \"{}\": {}",
            refused.says, error.message
        ));
    }
    None
}

/// The code of an error, or a text for an error without a code.
fn code(error: &Diagnostic) -> &str {
    error.code.as_ref().map_or("an error without a code", |code| &code.code)
}

/// A message, its labels, and those of its notes and help.
fn texts(error: &Diagnostic) -> Vec<&str> {
    let labels = error.spans.iter().filter_map(|span| span.label.as_deref());
    let own = labels.chain([error.message.as_str()]);
    own.chain(error.children.iter().flat_map(texts)).collect()
}

/// Whether messages are recorded with the compiler that is installed.
///
/// # Errors
/// Names both compilers.
pub fn records(course: &Course) -> Result<(), String> {
    let version = rustc_version().map_err(|error| format!("{error:#}"))?;
    let Some(rust) = &course.rust else {
        return Err(
            "[workspace.metadata.course] does not name the version of `rust` that messages are recorded with".into()
        );
    };
    if version.split(' ').next() == Some(rust) {
        return Ok(());
    }
    Err(format!("messages are recorded with Rust {rust}, and this is {version}"))
}

/// Records the messages of programs. A file that is up to date is not touched.
///
/// # Errors
/// If a program is not refused for its reason, or if the compiler is not that of the record.
pub fn record(course: &Course, compiled: &[Compiled]) -> Result<()> {
    if let Err(why) = records(course) {
        bail!("nothing was written: {why}");
    }
    for one in compiled {
        if let Err((why, at)) = one.judge(course) {
            bail!("{}:{}: {} {why}", at.file, at.line, one.program.title());
        }
        workspace::put(&one.program.source().with_extension("stderr"), &one.message)?;
    }
    Ok(())
}
