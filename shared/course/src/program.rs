//! One program of a lesson.

use std::path::PathBuf;

use crate::lesson::{Lesson, Mistake};
use crate::variant::Variant;

/// One program of a lesson. Whatever runs, shows or names a program does it through this type.
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

    /// All programs that exist: the variants, then the mistakes.
    pub fn programs(&self) -> impl Iterator<Item = Program<'_>> {
        let mistakes = self.mistakes.iter().map(|mistake| self.mistake(mistake));
        self.variants().map(|variant| self.on(variant)).chain(mistakes)
    }
}

impl Program<'_> {
    /// Its name among all programs of the course: `gather-tokio`, `gather-mistake-one-by-one`.
    #[must_use]
    pub fn id(&self) -> String {
        match self.kind {
            Kind::Variant(variant) => format!("{}-{variant}", self.lesson.name),
            Kind::Mistake(mistake) => mistake.target.clone(),
        }
    }

    /// As a person names it: `gather on smol`, `gather: mistake one-by-one`.
    #[must_use]
    pub fn title(&self) -> String {
        let colon = if self.is_variant() { "" } else { ":" };
        format!("{}{colon} {}", self.lesson.name, self.title_in_lesson())
    }

    /// The same without the lesson's name: `on smol`, `mistake one-by-one`.
    #[must_use]
    pub fn title_in_lesson(&self) -> String {
        match self.kind {
            Kind::Variant(variant) => format!("on {variant}"),
            Kind::Mistake(mistake) => format!("mistake {}", mistake.short()),
        }
    }

    /// Whether it is the lesson on one of its runtimes, so that every claim holds.
    #[must_use]
    pub fn is_variant(&self) -> bool {
        matches!(self.kind, Kind::Variant(_))
    }

    /// The command that runs it, as a person types it.
    #[must_use]
    pub fn command(&self) -> String {
        let name = &self.lesson.name;
        match self.target() {
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
            Kind::Mistake(_) => Variant::Tokio,
        }
    }

    /// Its source.
    #[must_use]
    pub fn source(&self) -> PathBuf {
        match self.kind {
            Kind::Variant(variant) => self.lesson.source(variant),
            Kind::Mistake(mistake) => self.lesson.example(&mistake.target),
        }
    }

    /// Cargo's option for its target, and the target's name; none for the twin.
    #[must_use]
    pub fn target(&self) -> Option<(&'static str, String)> {
        let name = match self.kind {
            Kind::Variant(variant) => self.lesson.target(variant)?,
            Kind::Mistake(mistake) => mistake.target.clone(),
        };
        Some((if name == self.lesson.name { "--bin" } else { "--example" }, name))
    }

    /// The file of the claims that it is checked against.
    #[must_use]
    pub fn order_file(&self) -> PathBuf {
        self.lesson.order_file(self.variant())
    }
}
