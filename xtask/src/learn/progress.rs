//! How far a learner is: `my/progress.json`.
//!
//! It knows lessons and mistakes by their names, so that a new number or a new lesson changes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use course::shown;

/// The version of the format.
const VERSION: u32 = 1;

/// What a learner did.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Progress {
    version: u32,
    /// The lesson that one is in, by its package.
    pub(crate) lesson: Option<String>,
    /// The mistake that one is in, by its target.
    pub(crate) mistake: Option<String>,
    /// By package.
    pub(crate) lessons: BTreeMap<String, OfLesson>,
}

/// What a learner did in one lesson.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfLesson {
    /// The last prediction, if there was one.
    pub(crate) prediction: Option<Prediction>,
    /// Whether the lesson was run to its end.
    pub(crate) ran: bool,
    /// By target.
    pub(crate) mistakes: BTreeMap<String, OfMistake>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Prediction {
    Right,
    Wrong,
}

/// What a learner did with one mistake.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfMistake {
    pub(crate) repaired: bool,
    /// How many hints were taken.
    pub(crate) hints: usize,
}

impl Progress {
    /// Reads it; an empty one if there is none. The error says why a file is not ours.
    pub(crate) fn read(file: &Path) -> Result<Self, String> {
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error.to_string()),
        };
        let progress: Self = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        if progress.version != VERSION {
            return Err(format!("it is of version {}, not {VERSION}", progress.version));
        }
        Ok(progress)
    }

    /// The same, but a file that is not ours is set aside, and the second value tells it.
    pub(crate) fn open(file: &Path) -> Result<(Self, Option<String>)> {
        let why = match Self::read(file) {
            Ok(progress) => return Ok((progress, None)),
            Err(why) => why,
        };
        let aside = free(file);
        fs::rename(file, &aside)
            .with_context(|| format!("{} cannot be read ({why}), nor moved", shown(file)))?;
        let told = format!(
            "{} cannot be read: {why}. It lies in {} now, and you begin anew.",
            shown(file),
            shown(&aside)
        );
        Ok((Self::default(), Some(told)))
    }

    /// Writes it, whole or not at all.
    pub(crate) fn write(&mut self, file: &Path) -> Result<()> {
        self.version = VERSION;
        let folder = file.parent().context("a file lies in a folder")?;
        let write = || -> Result<()> {
            fs::create_dir_all(folder)?;
            let mut new = tempfile::NamedTempFile::new_in(folder)?;
            serde_json::to_writer_pretty(&mut new, self)?;
            writeln!(new)?;
            new.persist(file)?;
            Ok(())
        };
        write().with_context(|| format!("failed to write {}", shown(file)))
    }

    pub(crate) fn of(&mut self, lesson: &str) -> &mut OfLesson {
        self.lessons.entry(lesson.into()).or_default()
    }

    pub(crate) fn of_mistake(&mut self, lesson: &str, target: &str) -> &mut OfMistake {
        self.of(lesson).mistakes.entry(target.into()).or_default()
    }

    /// Whether a mistake of a lesson is repaired.
    pub(crate) fn repaired(&self, lesson: &str, target: &str) -> bool {
        let mistake = self.lessons.get(lesson).and_then(|lesson| lesson.mistakes.get(target));
        mistake.is_some_and(|mistake| mistake.repaired)
    }
}

/// A name beside the file that nothing has yet: what was set aside before stays.
fn free(file: &Path) -> PathBuf {
    let name = |end: String| {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let mut names = (1..).map(|n| if n == 1 { ".broken".into() } else { format!(".broken-{n}") });
    names.find_map(|end| Some(name(end)).filter(|path| !path.exists())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("my/progress.json");
        assert_eq!(Progress::open(&file).expect("none is no error"), (Progress::default(), None));
        let mut progress = Progress { lesson: Some("gather".into()), ..Progress::default() };
        progress.of("gather").prediction = Some(Prediction::Wrong);
        progress.of_mistake("gather", "gather-mistake-one-by-one").repaired = true;
        // A lesson that the course no longer has, or has not yet, is kept.
        progress.of("not-in-the-course").ran = true;
        progress.write(&file).expect("it can be written");
        assert_eq!(Progress::open(&file).expect("it can be read"), (progress, None));
        let files = fs::read_dir(folder.path().join("my")).expect("a folder").count();
        assert_eq!(files, 1, "nothing is left beside it");
    }

    #[test]
    fn what_is_not_ours_is_told_and_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("progress.json");
        let kept = |name: &str| fs::read_to_string(folder.path().join(name)).expect("it is kept");
        for (text, aside, why) in [
            ("{\"version\":1,\"les", "progress.json.broken", "EOF while parsing"),
            ("{\"version\":2,\"lessons\":{}}", "progress.json.broken-2", "of version 2, not 1"),
            ("{\"name\":\"else\"}", "progress.json.broken-3", "unknown field `name`"),
        ] {
            fs::write(&file, text).expect("a file can be written");
            let (progress, told) = Progress::open(&file).expect("it is set aside");
            let told = told.expect("it is told");
            assert_eq!(progress, Progress::default());
            assert!(told.contains(why) && told.contains(aside), "{told}");
            assert_eq!(kept(aside), text);
            assert!(!file.exists());
        }
    }
}
