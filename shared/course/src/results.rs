//! The outcome of every program of the course: written by `verify`, read by the book and the benchmark.
//!
//! `docs/verify-json.md` describes the fields.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::lesson::Lesson;
use crate::program::{Kind, Program};
use crate::run::Run;
use crate::variant::Variant;

/// The version of the schema.
pub const VERSION: u32 = 2;

/// The results of a whole `verify`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Results {
    /// [`VERSION`].
    pub version: u32,
    /// In the order of the course.
    pub lessons: Vec<LessonResult>,
    /// How many runs there were.
    pub runs: usize,
    /// How many of them were repetitions with a longer second, because a slow machine alone could have
    /// caused the failure.
    pub repeated: usize,
    /// How long it took, in real seconds.
    pub took_s: f64,
    /// How long the last run of each program takes when a lesson second is a second.
    pub real_s: f64,
    /// Whether it was interrupted, so that some programs did not run.
    pub interrupted: bool,
    /// What it ran with: names and versions. Filled in for the book.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<(String, String)>,
}

/// The results of one lesson.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LessonResult {
    /// Its place in the course, `05`.
    pub number: String,
    /// Its package.
    pub name: String,
    /// What its page is called.
    pub title: String,
    /// The lesson on each runtime.
    pub variants: BTreeMap<Variant, Outcome>,
    /// Its wrong programs.
    pub mistakes: Vec<MistakeResult>,
    /// Its programs that must not compile.
    #[serde(default)]
    pub refused: Vec<RefusedResult>,
}

/// The result of a wrong program.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MistakeResult {
    /// Its name without the lesson's, `one-by-one`.
    pub name: String,
    /// The claim that its header names.
    pub breaks: String,
    /// Its outcome.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The result of a program that must not compile.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefusedResult {
    /// Its name, `rc`.
    pub name: String,
    /// The error that its header names.
    pub refused: String,
    /// What the compiler says.
    pub message: String,
    /// Its outcome.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The outcome of one program.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Outcome {
    /// In one word.
    pub status: Status,
    /// Why it was not run, or what is wrong, in one sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// The file and line of the broken claim, or of what does not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    /// Each try: how long its lesson second was, and the first claim that it broke.
    pub tries: Vec<Try>,
    /// How long the run that decided took, in lesson seconds.
    pub lesson_s: f64,
    /// The run that decided: the last try that is not a further one, or a further one that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
    /// The whole report on a failure, as plain text, for tools that do not build their own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub report: String,
}

/// A place in a file, for tools that jump there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// From the root of the workspace, with forward slashes.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
}

/// One run of a program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Try {
    /// How long its lesson second was, in milliseconds.
    pub second_ms: f64,
    /// The first claim that it broke, as a mistake's header would name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broke: Option<String>,
    /// Whether it came after a try that held, to see whether the program holds at another second, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub further: bool,
}

/// The outcome of a program, in one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Interrupted before, or a mistake of a lesson that fails.
    #[default]
    NotRun,
    /// The claims hold, the mistake is rejected for the claim that it names, or the compiler refuses the
    /// program with the error that it names.
    Ok,
    /// A claim is broken, the mistake is not rejected for it, or the compiler does not refuse the program
    /// with the error that it names.
    Failed,
    /// The subject does not exist on that runtime.
    NotApplicable,
    /// Something is not installed.
    Skipped,
}

impl Results {
    /// Each lesson with each of its programs' outcome. `lessons` is the course that was verified.
    pub fn programs<'c>(
        &'c self,
        lessons: &'c [Lesson],
    ) -> impl Iterator<Item = (Program<'c>, &'c Outcome)> {
        self.lessons.iter().zip(lessons).flat_map(|(result, lesson)| {
            let variants =
                result.variants.iter().map(|(variant, outcome)| (lesson.on(*variant), outcome));
            let mistakes = result.mistakes.iter().zip(&lesson.mistakes);
            let refused = result.refused.iter().zip(&lesson.refused);
            variants
                .chain(mistakes.map(|(result, mistake)| (lesson.mistake(mistake), &result.outcome)))
                .chain(refused.map(|(result, refused)| (lesson.refused(refused), &result.outcome)))
        })
    }

    /// All outcomes.
    pub fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.lessons.iter().flat_map(LessonResult::outcomes)
    }

    /// The outcome of a program.
    #[must_use]
    pub fn outcome(&self, program: &Program) -> Option<&Outcome> {
        self.lesson(program)?.outcome(program)
    }

    /// The compiler's message on a program that must not compile.
    #[must_use]
    pub fn message(&self, program: &Program) -> Option<&str> {
        let Kind::Refused(refused) = program.kind else { return None };
        Some(&self.lesson(program)?.refused(&refused.name)?.message)
    }

    fn lesson(&self, program: &Program) -> Option<&LessonResult> {
        self.lessons.iter().find(|lesson| lesson.name == program.lesson.name)
    }
}

impl Outcome {
    /// How many of its tries were repetitions.
    #[must_use]
    pub fn repeated(&self) -> usize {
        let (further, first): (Vec<&Try>, Vec<&Try>) =
            self.tries.iter().partition(|run| run.further);
        further.len().saturating_sub(1) + first.len().saturating_sub(1)
    }
}

impl LessonResult {
    /// All outcomes: the variants, the mistakes, the programs that must not compile.
    pub fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        let mistakes = self.mistakes.iter().map(|mistake| &mistake.outcome);
        let refused = self.refused.iter().map(|refused| &refused.outcome);
        self.variants.values().chain(mistakes).chain(refused)
    }

    /// The outcome of one of its programs.
    #[must_use]
    pub fn outcome(&self, program: &Program) -> Option<&Outcome> {
        let name = program.short();
        match program.kind {
            Kind::Variant(variant) => self.variants.get(&variant),
            Kind::Mistake(_) => {
                self.mistakes.iter().find(|result| result.name == name).map(|found| &found.outcome)
            }
            Kind::Refused(_) => self.refused(name).map(|found| &found.outcome),
        }
    }

    /// The same, to be filled in.
    pub fn outcome_mut(&mut self, program: &Program) -> Option<&mut Outcome> {
        let name = program.short();
        match program.kind {
            Kind::Variant(variant) => self.variants.get_mut(&variant),
            Kind::Mistake(_) => {
                let found = self.mistakes.iter_mut().find(|result| result.name == name);
                found.map(|found| &mut found.outcome)
            }
            Kind::Refused(_) => {
                let found = self.refused.iter_mut().find(|result| result.name == name);
                found.map(|found| &mut found.outcome)
            }
        }
    }

    /// The result of its program of that name that must not compile.
    fn refused(&self, name: &str) -> Option<&RefusedResult> {
        self.refused.iter().find(|result| result.name == name)
    }
}
