//! One folder under `lessons/`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use cargo_metadata::{Package, Target};
use expected_order::Order;
use serde::Deserialize;

use crate::breaks::{Breaks, BreaksKind};
use crate::files::{read_order, shown};
use crate::refused::Refused;
use crate::variant::Variant;

/// The lesson second that `verify` begins with.
const FIRST_SECOND: Duration = Duration::from_millis(25);

/// The same if a lane waits more than `MANY_WAITS` times, because each wait adds some lateness.
const FIRST_SECOND_OF_MANY: Duration = Duration::from_millis(50);
const MANY_WAITS: usize = 6;

/// The shortest lesson second to begin with. On Windows a wait ends on a tick, each 15.6 ms, and before Python
/// 3.13 the clock of asyncio moves by ticks too, so that a timer may fire early. With a simulated tick, the twins
/// that only wait for timers hold at 100 ms at their first try, half of them at 50 ms, and few at 25 ms.
const SHORTEST: Duration = Duration::from_millis(if cfg!(windows) { 100 } else { 0 });

/// One folder under `lessons/`.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Its place in the course, `05`. It is shown and never stored.
    pub number: String,
    /// The name of its package and its folder, `gather`.
    pub name: String,
    /// The question that it answers.
    pub question: String,
    /// Its folder.
    pub folder: PathBuf,
    /// What its manifest says about it.
    pub about: About,
    /// Its wrong programs, by name.
    pub mistakes: Vec<Mistake>,
    /// Its programs that must not compile, by name.
    pub refused: Vec<Refused>,
    /// Its package, as Cargo describes it.
    pub package: Package,
}

/// `[package.metadata.lesson]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// What the page is called.
    pub title: String,
    /// The part of the course, counted from 1.
    pub part: usize,
    /// The lessons that it builds on, by name. They come before it.
    #[serde(default)]
    pub after: Vec<String>,
    /// The variants that do not exist, each with the reason.
    #[serde(default)]
    pub without: BTreeMap<Variant, String>,
    /// The lesson second to begin with, `400ms`, if the machine cannot keep a shorter one.
    #[serde(default)]
    pub second: Option<String>,
    /// Packages whose program the twin starts. `LESSON_` and the package's name hold its path.
    #[serde(default)]
    pub starts: Vec<String>,
}

/// A wrong program of a lesson, and the claim that rejects it.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// The name of its example target, `gather-mistake-one-by-one`.
    pub target: String,
    /// Its `//! Breaks:` line.
    pub breaks: Breaks,
}

impl Mistake {
    /// Its name without the lesson's, `one-by-one`.
    #[must_use]
    pub fn short(&self) -> &str {
        self.target.split_once("-mistake-").map_or(&self.target, |(_, short)| short)
    }

    /// Checks that the lesson has the row that its header names.
    ///
    /// # Errors
    /// Names the mistake's file and the missing row.
    pub fn check_row_exists(&self, order: &Order, lesson: &Lesson) -> Result<()> {
        let mut texts = order.rows().iter().map(|row| row.text.as_str());
        if self.breaks.kind == BreaksKind::Unexpected || texts.any(|text| text == self.breaks.text)
        {
            return Ok(());
        }
        bail!(
            "{}: its header names \"{}\", and expected.order has no such row",
            shown(&lesson.example(&self.target)),
            self.breaks.text,
        )
    }
}

impl Lesson {
    pub(crate) fn read(package: &Package) -> Result<Self> {
        let folder = package.manifest_path.parent().context("a manifest is in a folder")?;
        let folder = folder.as_std_path().to_path_buf();
        let manifest = shown(package.manifest_path.as_std_path());
        let about = package.metadata.get("lesson").cloned().unwrap_or_default();
        let about = serde_json::from_value(about).with_context(|| {
            format!("{manifest}: [package.metadata.lesson] needs title and part")
        })?;
        let question = package.description.clone().with_context(|| {
            format!("{manifest}: `description` must hold the lesson's question")
        })?;
        let name = package.name.to_string();
        if folder.file_name() != Some(name.as_ref()) {
            bail!("{manifest}: the package is called {name}; give its folder the same name");
        }
        let refused = Refused::read_all(&folder.join("refused"))?;
        let mut lesson = Self {
            number: String::new(),
            name,
            question,
            folder,
            about,
            mistakes: Vec::new(),
            refused,
            package: package.clone(),
        };
        lesson.mistakes = lesson.read_mistakes()?;
        lesson.check_complete()?;
        Ok(lesson)
    }

    fn read_mistakes(&self) -> Result<Vec<Mistake>> {
        let prefix = format!("{}-mistake-", self.name);
        let mistakes = self.examples().filter(|target| target.name.starts_with(&prefix));
        mistakes
            .map(|target| {
                let breaks = Breaks::read(target.src_path.as_std_path())?;
                Ok(Mistake { target: target.name.clone(), breaks })
            })
            .collect()
    }

    fn examples(&self) -> impl Iterator<Item = &Target> {
        self.package.targets.iter().filter(|target| target.is_example())
    }

    /// Checks that every variant exists or the manifest says why not, and that every example belongs to the
    /// lesson.
    fn check_complete(&self) -> Result<()> {
        let manifest = shown(&self.folder.join("Cargo.toml"));
        for variant in Variant::ALL {
            let source = shown(&self.source(variant));
            match (self.has(variant), self.about.without.contains_key(&variant)) {
                (false, false) => bail!(
                    "{manifest}: there is no {variant} variant; add {source}, or say under \
                     [package.metadata.lesson] without = {{ {variant} = \"why not\" }}",
                ),
                (true, true) => {
                    bail!("{manifest}: `without` excuses {variant}, but {source} is there")
                }
                _ => {}
            }
        }
        for Target { name: example, .. } in self.examples() {
            let is_variant = Variant::ALL.iter().any(|&v| self.target(v).as_ref() == Some(example));
            if !is_variant && !self.mistakes.iter().any(|mistake| mistake.target == *example) {
                let name = &self.name;
                bail!(
                    "{manifest}: example {example} is neither a variant nor a mistake; call it \
                     {name}-smol, {name}-async-std or {name}-mistake-SOMETHING",
                );
            }
        }
        Ok(())
    }

    /// Whether a name means this lesson: by package, number or folder.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        let name = name.trim_end_matches('/');
        let number = name.parse::<u32>().is_ok_and(|number| self.number.parse() == Ok(number));
        self.name == name || number || Path::new(name).file_name() == self.folder.file_name()
    }

    /// Whether it exists on that runtime.
    #[must_use]
    pub fn has(&self, variant: Variant) -> bool {
        self.source(variant).exists()
    }

    /// The variants that exist.
    pub fn variants(&self) -> impl Iterator<Item = Variant> {
        Variant::ALL.into_iter().filter(|variant| self.has(*variant))
    }

    /// The source of a variant.
    #[must_use]
    pub fn source(&self, variant: Variant) -> PathBuf {
        match variant {
            Variant::Tokio => self.folder.join("src/main.rs"),
            Variant::Python => self.folder.join("twin.py"),
            other => self.example(&format!("{}-{other}", self.name)),
        }
    }

    /// The source of an example.
    #[must_use]
    pub fn example(&self, target: &str) -> PathBuf {
        self.folder.join("examples").join(format!("{target}.rs"))
    }

    /// The name of a variant's Cargo target; none for the twin.
    #[must_use]
    pub fn target(&self, variant: Variant) -> Option<String> {
        match variant {
            Variant::Tokio => Some(self.name.clone()),
            Variant::Python => None,
            other => Some(format!("{}-{other}", self.name)),
        }
    }

    /// The file with the claims on a variant: the variant's own if there is one.
    #[must_use]
    pub fn order_file(&self, variant: Variant) -> PathBuf {
        let own = self.folder.join(format!("expected.{variant}.order"));
        if own.exists() { own } else { self.folder.join("expected.order") }
    }

    /// Reads the claims on a variant.
    ///
    /// # Errors
    /// As [`read_order`].
    pub fn order(&self, variant: Variant) -> Result<Order> {
        read_order(&self.order_file(variant))
    }

    /// The lesson second that `verify` tries first.
    #[must_use]
    pub fn first_second(&self, order: &Order) -> Duration {
        let own = self.about.second.as_deref().and_then(in_order::parse_second);
        own.unwrap_or_else(|| first_second(order))
    }
}

fn first_second(order: &Order) -> Duration {
    let waits = |lane: usize| {
        let rows = order.rows().iter().filter(|row| row.lane == lane);
        let mut seconds: Vec<Duration> = rows.filter_map(|row| row.second).collect();
        seconds.dedup();
        seconds.len().saturating_sub(1)
    };
    let most = (0..order.lanes().len()).map(waits).max().unwrap_or(0);
    let first = if most > MANY_WAITS { FIRST_SECOND_OF_MANY } else { FIRST_SECOND };
    first.max(SHORTEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_second_is_longer_where_many_waits_or_a_coarse_clock_add_up() {
        let first = |waits: usize| {
            let rows = (0..=waits).map(|second| format!("{second}s a | {second}\n"));
            first_second(&rows.collect::<String>().parse().expect("a valid file")).as_millis()
        };
        let expected = if cfg!(windows) { (100, 100) } else { (25, 50) };
        assert_eq!((first(1), first(MANY_WAITS + 1)), expected);
    }
}
