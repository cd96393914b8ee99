//! One program of a lesson.

use std::path::PathBuf;

use crate::lesson::{Lesson, Mistake};
use crate::refused::Refused;
use crate::variant::Variant;

/// One program of a lesson. All code that runs, shows or names a program uses this type.
#[derive(Clone, Copy, Debug)]
pub struct Program<'c> {
    /// The lesson whose claims it is checked against.
    pub lesson: &'c Lesson,
    /// Which of the lesson's programs it is.
    pub kind: Kind<'c>,
}

/// Which program of a lesson.
#[derive(Clone, Copy, Debug)]
pub enum Kind<'c> {
    /// The lesson on one of its runtimes. Every claim holds.
    Variant(Variant),
    /// A wrong program, which breaks the claim that it names.
    Mistake(&'c Mistake),
    /// A program that the compiler refuses with the error that it names. It never runs.
    Refused(&'c Refused),
}

impl Lesson {
    /// The lesson on that runtime.
    #[must_use]
    pub fn on(&self, variant: Variant) -> Program<'_> {
        Program { lesson: self, kind: Kind::Variant(variant) }
    }

    /// The program of one of its mistakes.
    #[must_use]
    pub fn mistake<'c>(&'c self, mistake: &'c Mistake) -> Program<'c> {
        Program { lesson: self, kind: Kind::Mistake(mistake) }
    }

    /// One of its programs that must not compile.
    #[must_use]
    pub fn refused<'c>(&'c self, refused: &'c Refused) -> Program<'c> {
        Program { lesson: self, kind: Kind::Refused(refused) }
    }

    /// The programs that a learner repairs: the mistakes, then those that must not compile.
    pub fn exercises(&self) -> impl Iterator<Item = Program<'_>> {
        let mistakes = self.mistakes.iter().map(|mistake| self.mistake(mistake));
        mistakes.chain(self.refused_programs())
    }

    /// The programs that must not compile.
    pub fn refused_programs(&self) -> impl Iterator<Item = Program<'_>> {
        self.refused.iter().map(|refused| self.refused(refused))
    }

    /// All programs that run: the variants, then the mistakes.
    pub fn programs(&self) -> impl Iterator<Item = Program<'_>> {
        let mistakes = self.mistakes.iter().map(|mistake| self.mistake(mistake));
        self.variants().map(|variant| self.on(variant)).chain(mistakes)
    }
}

impl<'c> Program<'c> {
    /// Its name among all programs of the course: `gather-tokio`, `gather-mistake-one-by-one`,
    /// `spawn-bounds-refused-rc`.
    #[must_use]
    pub fn id(&self) -> String {
        match self.kind {
            Kind::Variant(variant) => format!("{}-{variant}", self.lesson.name),
            Kind::Mistake(mistake) => mistake.target.clone(),
            Kind::Refused(refused) => format!("{}-refused-{}", self.lesson.name, refused.name),
        }
    }

    /// As a person names it: `gather on smol`, `gather: mistake one-by-one`.
    #[must_use]
    pub fn title(&self) -> String {
        let colon = if self.is_variant() { "" } else { ":" };
        format!("{}{colon} {}", self.lesson.name, self.title_in_lesson())
    }

    /// The same without the lesson's name: `on smol`, `mistake one-by-one`, `refused rc`.
    #[must_use]
    pub fn title_in_lesson(&self) -> String {
        match self.kind {
            Kind::Variant(variant) => format!("on {variant}"),
            Kind::Mistake(_) => format!("mistake {}", self.short()),
            Kind::Refused(_) => format!("refused {}", self.short()),
        }
    }

    /// Its name among the programs of its kind in its lesson: `smol`, `one-by-one`, `rc`.
    #[must_use]
    pub fn short(&self) -> &'c str {
        match self.kind {
            Kind::Variant(variant) => variant.name(),
            Kind::Mistake(mistake) => mistake.short(),
            Kind::Refused(refused) => &refused.name,
        }
    }

    /// Whether it is the lesson on one of its runtimes, so that every claim holds.
    #[must_use]
    pub fn is_variant(&self) -> bool {
        matches!(self.kind, Kind::Variant(_))
    }

    /// The command that runs it, or that shows why it does not compile, as a person types it.
    #[must_use]
    pub fn command(&self) -> String {
        let name = &self.lesson.name;
        match self.target() {
            _ if matches!(self.kind, Kind::Refused(_)) => format!("cargo xtask refused {name}"),
            None => format!("cargo xtask run {name} --on python"),
            Some(("--bin", _)) => format!("cargo run -p {name}"),
            Some((kind, target)) => format!("cargo run -p {name} {kind} {target}"),
        }
    }

    /// What it runs on. Mistakes are made on Tokio.
    #[must_use]
    pub fn variant(&self) -> Variant {
        match self.kind {
            Kind::Variant(variant) => variant,
            Kind::Mistake(_) | Kind::Refused(_) => Variant::Tokio,
        }
    }

    /// Its source.
    #[must_use]
    pub fn source(&self) -> PathBuf {
        match self.kind {
            Kind::Variant(variant) => self.lesson.source(variant),
            Kind::Mistake(mistake) => self.lesson.example(&mistake.target),
            Kind::Refused(refused) => {
                self.lesson.folder.join("refused").join(&refused.name).with_extension("rs")
            }
        }
    }

    /// Cargo's option for its target, and the target's name; none for the twin, and for a program that
    /// must not compile.
    #[must_use]
    pub fn target(&self) -> Option<(&'static str, String)> {
        let name = match self.kind {
            Kind::Variant(variant) => self.lesson.target(variant)?,
            Kind::Mistake(mistake) => mistake.target.clone(),
            Kind::Refused(_) => return None,
        };
        Some((if name == self.lesson.name { "--bin" } else { "--example" }, name))
    }

    /// The file of the claims that it is checked against.
    #[must_use]
    pub fn order_file(&self) -> PathBuf {
        self.lesson.order_file(self.variant())
    }
}
