//! What the course consists of: the folders under `lessons/`, read from Cargo's metadata.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use cargo_metadata::{MetadataCommand, Package};
use expected_order::{Broken, Claim, Line, Order};
use serde::Deserialize;

use crate::exit::{Exit, fail};
use crate::results::Place;

/// The first length of a lesson second.
const FIRST_SECOND: Duration = Duration::from_millis(25);

/// The same where a lane waits more than `MANY_WAITS` times: each wait adds its own lateness.
const FIRST_SECOND_OF_MANY: Duration = Duration::from_millis(50);
const MANY_WAITS: usize = 6;

/// All lessons, in the order in which one takes them: by part, then `after`, then name.
#[derive(Debug)]
pub(crate) struct Course {
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// The titles of its parts; lessons count them from 1.
    pub(crate) parts: Vec<String>,
    pub(crate) lessons: Vec<Lesson>,
}

/// `[workspace.metadata.course]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    parts: Vec<String>,
}

/// One folder under `lessons/`.
#[derive(Debug)]
pub(crate) struct Lesson {
    /// Its place in the course, `05`: shown, never stored.
    pub(crate) number: String,
    /// The name of its package, `gather`.
    pub(crate) name: String,
    /// The question that it answers.
    pub(crate) question: String,
    pub(crate) folder: PathBuf,
    pub(crate) about: About,
    pub(crate) mistakes: Vec<Mistake>,
    /// The names of its example targets.
    examples: Vec<String>,
}

/// `[package.metadata.lesson]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct About {
    /// What the page is called.
    pub(crate) title: String,
    /// The part of the course, counted from 1.
    pub(crate) part: usize,
    /// The lessons that it builds on, by name. They come before it.
    #[serde(default)]
    pub(crate) after: Vec<String>,
    /// Where the subject does not exist, and why.
    #[serde(default)]
    pub(crate) without: BTreeMap<Variant, String>,
    /// The lesson second to begin with, `400ms`, where a shorter one is too short for the machine.
    #[serde(default)]
    pub(crate) second: Option<String>,
    /// Programs of the workspace that the twin starts. Where one lies, `LESSON_` and its name say.
    #[serde(default)]
    pub(crate) starts: Vec<String>,
}

/// What a lesson runs on.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Deserialize,
    clap::ValueEnum,
    serde::Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Variant {
    Tokio,
    Smol,
    AsyncStd,
    Python,
}

impl Variant {
    pub(crate) const ALL: [Self; 4] = [Self::Tokio, Self::Smol, Self::AsyncStd, Self::Python];
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Tokio => "tokio",
            Self::Smol => "smol",
            Self::AsyncStd => "async-std",
            Self::Python => "python",
        })
    }
}

/// A wrong variant of a lesson, and the claim that rejects it.
#[derive(Clone, Debug)]
pub(crate) struct Mistake {
    /// The name of its example target, `gather-mistake-one-by-one`.
    pub(crate) target: String,
    /// Its `//! Breaks:` line.
    pub(crate) breaks: Breaks,
}

impl Mistake {
    /// Refuses a header that names a row which the lesson does not have.
    pub(crate) fn names_a_row<'a>(
        &self,
        mut texts: impl Iterator<Item = &'a str>,
        folder: &Path,
    ) -> Result<()> {
        if self.breaks.kind == BreaksKind::Unexpected || texts.any(|text| text == self.breaks.text)
        {
            return Ok(());
        }
        bail!(
            "{}: its header names \"{}\", which is no row of expected.order",
            shown(&folder.join("examples").join(format!("{}.rs", self.target))),
            self.breaks.text,
        )
    }

    /// Its name without the lesson's, `one-by-one`.
    pub(crate) fn short(&self) -> &str {
        self.target.split_once("-mistake-").map_or(&self.target, |(_, short)| short)
    }
}

/// The claim that a mistake names: its kind, and the text of a row, or of a line for `unexpected`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Breaks {
    pub(crate) kind: BreaksKind,
    pub(crate) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BreaksKind {
    Second,
    Lane,
    After,
    NeverComes,
    Unexpected,
}

impl BreaksKind {
    const FORMS: [(&str, Self); 5] = [
        ("the second of ", Self::Second),
        ("the lane of ", Self::Lane),
        ("the after of ", Self::After),
        ("never comes: ", Self::NeverComes),
        ("unexpected: ", Self::Unexpected),
    ];
}

impl Breaks {
    /// The name of a broken claim, as a mistake's header would write it.
    pub(crate) fn of(broken: &Broken, order: &Order, lines: &[Line]) -> Option<Self> {
        let kind = match broken.claim {
            Claim::Comes { .. } => BreaksKind::NeverComes,
            Claim::Lane { .. } => BreaksKind::Lane,
            Claim::After { .. } => BreaksKind::After,
            Claim::Second { .. } => BreaksKind::Second,
            Claim::NothingElse => BreaksKind::Unexpected,
        };
        let row = broken.claim.row().map(|row| order.rows()[row].text.as_str());
        let text = row.or(broken.line.map(|line| lines[line].text))?;
        Some(Self { kind, text: text.into() })
    }
}

impl fmt::Display for Breaks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = BreaksKind::FORMS.iter().find(|(_, kind)| *kind == self.kind);
        write!(f, "{}\"{}\"", form.map_or("", |(form, _)| form), self.text)
    }
}

impl Course {
    /// Reads the course from the workspace that one stands in.
    pub(crate) fn read() -> Result<Self> {
        let metadata = MetadataCommand::new()
            .no_deps()
            .exec()
            .context("failed to read the workspace")
            .map_err(|error| fail(Exit::BuildFailed, error))?;
        let root = metadata.workspace_root.clone().into_std_path_buf();
        let parts = metadata.workspace_metadata.get("course").cloned().unwrap_or_default();
        let Parts { parts } = serde_json::from_value(parts).with_context(|| {
            let manifest = shown(&root.join("Cargo.toml"));
            format!("{manifest}: [workspace.metadata.course] needs parts, a list of titles")
        })?;
        let home = root.join("lessons");
        let mut lessons = metadata
            .packages
            .iter()
            .filter(|package| package.manifest_path.as_std_path().starts_with(&home))
            .map(Lesson::read)
            .collect::<Result<Vec<_>>>()?;
        lessons.sort_by(|a, b| a.name.cmp(&b.name));
        for Lesson { folder, about, .. } in &lessons {
            if !(1..=parts.len()).contains(&about.part) {
                bail!(
                    "{}: there is no part {}; [workspace.metadata.course] names {} parts",
                    shown(&folder.join("Cargo.toml")),
                    about.part,
                    parts.len(),
                );
            }
        }
        let lessons = in_course_order(lessons)?;
        Ok(Self { root, target: metadata.target_directory.into_std_path_buf(), parts, lessons })
    }

    /// Keeps the lessons that are named, by package, by number or by folder; all if none is.
    pub(crate) fn select(&mut self, names: &[String]) -> Result<()> {
        for name in names {
            self.find(name)?;
        }
        self.lessons.retain(|lesson| names.is_empty() || names.iter().any(|name| lesson.is(name)));
        Ok(())
    }

    /// The lesson of that package, number or folder.
    pub(crate) fn find(&self, name: &str) -> Result<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.is(name)).ok_or_else(|| {
            let near = self.lessons.iter().map(|lesson| lesson.name.as_str());
            let near = near.filter(|other| {
                other.contains(name) || name.contains(other) || other.get(..3) == name.get(..3)
            });
            let near = near.collect::<Vec<_>>().join(", ");
            let hint = if near.is_empty() {
                "`cargo xtask list` shows all".into()
            } else {
                format!("do you mean {near}?")
            };
            fail(Exit::NoSuchLesson, format!("no lesson is called {name}; {hint}"))
        })
    }
}

/// Sorts lessons, which are sorted by name: by part, then by what they come `after`.
fn in_course_order(mut rest: Vec<Lesson>) -> Result<Vec<Lesson>> {
    for lesson in &rest {
        let manifest = shown(&lesson.folder.join("Cargo.toml"));
        for name in &lesson.about.after {
            match rest.iter().find(|other| other.name == *name) {
                None => bail!("{manifest}: `after` names {name}, and no lesson is called that"),
                Some(other) if other.about.part > lesson.about.part => bail!(
                    "{manifest}: `after` names {name}, which is in part {}; this lesson is in part {}",
                    other.about.part,
                    lesson.about.part,
                ),
                Some(_) => {}
            }
        }
    }
    let mut lessons: Vec<Lesson> = Vec::with_capacity(rest.len());
    while let Some(part) = rest.iter().map(|lesson| lesson.about.part).min() {
        let waits = |lesson: &Lesson| {
            lesson.about.after.iter().any(|name| rest.iter().any(|other| other.name == *name))
        };
        let next = rest.iter().position(|lesson| lesson.about.part == part && !waits(lesson));
        let Some(next) = next else {
            let circle = rest.iter().filter(|lesson| lesson.about.part == part);
            let circle: Vec<_> = circle.map(|lesson| lesson.name.as_str()).collect();
            bail!("`after` leads in a circle among these lessons: {}", circle.join(", "));
        };
        let number = format!("{:02}", lessons.len() + 1);
        lessons.push(Lesson { number, ..rest.remove(next) });
    }
    Ok(lessons)
}

impl Lesson {
    fn read(package: &Package) -> Result<Self> {
        let folder = package.manifest_path.parent().context("a manifest lies in a folder")?;
        let folder = folder.as_std_path().to_path_buf();
        let manifest = &package.manifest_path;
        let about = package.metadata.get("lesson").cloned().unwrap_or_default();
        let about = serde_json::from_value(about).with_context(|| {
            format!("{manifest}: [package.metadata.lesson] needs title and part")
        })?;
        let question = package
            .description
            .clone()
            .with_context(|| format!("{manifest}: `description` holds the lesson's question"))?;
        let name = package.name.to_string();
        if folder.file_name() != Some(name.as_ref()) {
            bail!("{manifest}: the package is called {name}; give its folder the same name");
        }
        let examples: Vec<String> = package
            .targets
            .iter()
            .filter(|target| target.is_example())
            .map(|target| target.name.clone())
            .collect();
        let mistakes = package
            .targets
            .iter()
            .filter(|target| {
                target.is_example() && target.name.starts_with(&format!("{name}-mistake-"))
            })
            .map(|target| {
                let breaks = breaks(target.src_path.as_std_path())?;
                Ok(Mistake { target: target.name.clone(), breaks })
            })
            .collect::<Result<Vec<_>>>()?;
        let lesson =
            Self { number: String::new(), name, question, folder, about, mistakes, examples };
        lesson.has_no_gap()?;
        Ok(lesson)
    }

    /// Whether it is called so: by package, number or folder.
    pub(crate) fn is(&self, name: &str) -> bool {
        let name = name.trim_end_matches('/');
        let folder = self
            .folder
            .file_name()
            .is_some_and(|folder| Path::new(name).file_name() == Some(folder));
        let number = name.parse::<u32>().is_ok_and(|number| self.number.parse() == Ok(number));
        self.name == name || number || folder
    }

    /// Every variant is there, or the manifest says why not; and every example is one of ours.
    fn has_no_gap(&self) -> Result<()> {
        let manifest = self.folder.join("Cargo.toml");
        for variant in Variant::ALL {
            match (self.has(variant), self.about.without.contains_key(&variant)) {
                (false, false) => bail!(
                    "{}: there is no {variant} variant; add {}, or say under \
                     [package.metadata.lesson] without = {{ {variant} = \"why not\" }}",
                    manifest.display(),
                    self.source(variant).display(),
                ),
                (true, true) => bail!(
                    "{}: `without` excuses {variant}, but {} is there",
                    manifest.display(),
                    self.source(variant).display(),
                ),
                _ => {}
            }
        }
        for example in &self.examples {
            let known =
                Variant::ALL.iter().any(|variant| self.target(*variant) == Some(example.clone()))
                    || self.mistakes.iter().any(|mistake| mistake.target == *example);
            if !known {
                bail!(
                    "{}: example {example} is no variant and no mistake; call it {}-smol, \
                     {}-async-std or {}-mistake-SOMETHING",
                    manifest.display(),
                    self.name,
                    self.name,
                    self.name,
                );
            }
        }
        Ok(())
    }

    pub(crate) fn has(&self, variant: Variant) -> bool {
        self.source(variant).exists()
    }

    /// The variants that exist.
    pub(crate) fn variants(&self) -> impl Iterator<Item = Variant> {
        Variant::ALL.into_iter().filter(|variant| self.has(*variant))
    }

    /// The source of a variant.
    pub(crate) fn source(&self, variant: Variant) -> PathBuf {
        self.folder.join(match variant {
            Variant::Tokio => "src/main.rs".into(),
            Variant::Python => "twin.py".into(),
            other => format!("examples/{}-{other}.rs", self.name),
        })
    }

    /// The name of a variant's Cargo target; none for the twin.
    pub(crate) fn target(&self, variant: Variant) -> Option<String> {
        match variant {
            Variant::Tokio => Some(self.name.clone()),
            Variant::Python => None,
            other => Some(format!("{}-{other}", self.name)),
        }
    }

    /// The file that holds the claims on a variant: its own where it has one.
    pub(crate) fn order_file(&self, variant: Variant) -> PathBuf {
        let own = self.folder.join(format!("expected.{variant}.order"));
        if own.exists() { own } else { self.folder.join("expected.order") }
    }

    /// A place in one of its files, as seen from the root of the workspace.
    pub(crate) fn place(&self, file: &Path, line: usize) -> Place {
        let root = self.folder.parent().and_then(Path::parent).unwrap_or(&self.folder);
        let file = file.strip_prefix(root).unwrap_or(file);
        Place { file: file.display().to_string().replace('\\', "/"), line }
    }

    /// The lesson second that `verify` tries first.
    pub(crate) fn first_second(&self, order: &Order) -> Duration {
        let own = self.about.second.as_deref().and_then(in_order::parse_second);
        own.unwrap_or_else(|| first_second(order))
    }

    /// Reads the claims on a variant.
    pub(crate) fn order(&self, variant: Variant) -> Result<Order> {
        let path = self.order_file(variant);
        read_order(&path)
    }
}

/// Reads an expected order; an error names file, line and column.
pub(crate) fn read_order(path: &Path) -> Result<Order> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("failed to read {}", path.display()))
        .map_err(|error| fail(Exit::BadOrder, error))?;
    text.parse().map_err(|error: expected_order::ParseError| {
        fail(Exit::BadOrder, format!("{}:{error}", shown(path)))
    })
}

/// A path as seen from here, where it lies below.
pub(crate) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}

/// The claim that a mistake's header names.
fn breaks(source: &Path) -> Result<Breaks> {
    let text = fs::read_to_string(source)
        .with_context(|| format!("failed to read {}", source.display()))?;
    let header = text.lines().enumerate().take_while(|(_, line)| line.starts_with("//!"));
    let named = header.filter_map(|(n, line)| Some((n + 1, line.strip_prefix("//! Breaks: ")?)));
    let Some((number, claim)) = named.last() else {
        bail!(
            "{}: a mistake's header ends with `//! Breaks: the second of \"a line\"`",
            shown(source)
        );
    };
    BreaksKind::FORMS
        .iter()
        .find_map(|(form, kind)| {
            let text = claim.trim_end().strip_prefix(form)?.strip_prefix('"')?.strip_suffix('"')?;
            Some(Breaks { kind: *kind, text: text.into() })
        })
        .with_context(|| {
            let forms = BreaksKind::FORMS.map(|(form, _)| format!("{form}\"…\"")).join(", ");
            format!("{}:{number}: no known claim; it is one of {forms}", shown(source))
        })
}

/// The second that a lesson is tried with first.
fn first_second(order: &Order) -> Duration {
    let waits = |lane: usize| {
        let seconds =
            order.rows().iter().filter(|row| row.lane == lane).filter_map(|row| row.second);
        let mut seconds: Vec<Duration> = seconds.collect();
        seconds.dedup();
        seconds.len().saturating_sub(1)
    };
    let most = (0..order.lanes().len()).map(waits).max().unwrap_or(0);
    if most > MANY_WAITS { FIRST_SECOND_OF_MANY } else { FIRST_SECOND }
}
