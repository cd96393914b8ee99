//! What a learner has done: `my/progress.json`.
//!
//! The file names lessons and mistakes, so that a new lesson, which changes the numbers of others, changes
//! nothing here.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::mem;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use course::shown;
use serde::{Deserialize, Serialize};

/// The version of the format.
const VERSION: u32 = 1;

/// What a learner did.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Progress {
    version: u32,
    /// The lesson that the learner was in last, by its package.
    pub(crate) lesson: Option<String>,
    /// The exercise that the learner was at last, by its name.
    pub(crate) mistake: Option<String>,
    /// By package.
    pub(crate) lessons: BTreeMap<String, LessonProgress>,
}

/// What a learner did in one lesson.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LessonProgress {
    /// The last prediction, if there was one.
    pub(crate) prediction: Option<Prediction>,
    /// Whether the lesson was run to its end.
    pub(crate) ran: bool,
    /// By the names of exercises.
    pub(crate) mistakes: BTreeMap<String, MistakeProgress>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Prediction {
    Right,
    Wrong,
}

/// What a learner did with one exercise.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MistakeProgress {
    pub(crate) repaired: bool,
    /// How many hints the learner took.
    pub(crate) hints: usize,
}

impl Progress {
    /// Reads the file; an empty progress if there is none.
    ///
    /// # Errors
    /// Why the file is not one of ours.
    pub(crate) fn read(file: &Path) -> Result<Self, String> {
        Ok(read(file)?.unwrap_or_default())
    }

    pub(crate) fn of(&mut self, lesson: &str) -> &mut LessonProgress {
        self.lessons.entry(lesson.into()).or_default()
    }

    pub(crate) fn of_mistake(&mut self, lesson: &str, target: &str) -> &mut MistakeProgress {
        self.of(lesson).mistakes.entry(target.into()).or_default()
    }

    /// Whether an exercise of a lesson is repaired.
    pub(crate) fn repaired(&self, lesson: &str, target: &str) -> bool {
        let mistake = self.lessons.get(lesson).and_then(|lesson| lesson.mistakes.get(target));
        mistake.is_some_and(|mistake| mistake.repaired)
    }
}

/// The progress on disk, which several sessions may change at the same time.
///
/// A change reads the file, changes what it read and writes it back, and holds a lock meanwhile. So no
/// session overwrites what another one saved. The operating system releases the lock of a session that
/// is killed.
pub(crate) struct ProgressFile {
    file: PathBuf,
    /// The progress when this session last read the file.
    known: Progress,
}

impl ProgressFile {
    /// Reads the file. A file that is not one of ours is moved aside, and the second value is the
    /// sentence that says so.
    pub(crate) fn open(file: PathBuf) -> Result<(Self, Option<String>)> {
        let mut opened = Self { file, known: Progress::default() };
        let moved = match Progress::read(&opened.file) {
            Ok(progress) => {
                opened.known = progress;
                None
            }
            Err(_) => opened.locked(Self::read_on)?,
        };
        Ok((opened, moved))
    }

    /// The progress of all sessions, as of the last change of this one.
    pub(crate) fn known(&self) -> &Progress {
        &self.known
    }

    /// Changes the file. If it is killed meanwhile, the file is as it was before or as it is afterwards.
    /// Returns the sentence that says that the file was not one of ours and was moved aside.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut Progress)) -> Result<Option<String>> {
        self.locked(|own| {
            let moved = own.read_on()?;
            change(&mut own.known);
            own.write().with_context(|| format!("failed to write {}", shown(&own.file)))?;
            Ok(moved)
        })
    }

    /// Holds the lock meanwhile. The lock's file stays: a session that removed it could remove the one
    /// that another session has just locked.
    fn locked<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let path = self.file.with_extension("lock");
        let open = || {
            fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
            File::options().create(true).truncate(false).write(true).open(&path)
        };
        let failed = || format!("failed to lock {}", shown(&path));
        let file = open().with_context(failed)?;
        file.lock().with_context(failed)?;
        let done = work(self);
        // Closing the file would do the same, but Windows may take its time over that.
        file.unlock().with_context(failed)?;
        done
    }

    /// Reads what other sessions have changed. If the file was removed, or is not one of ours, this
    /// session continues with what it knows.
    fn read_on(&mut self) -> Result<Option<String>> {
        let file = &self.file;
        let why = match read(file) {
            Ok(progress) => {
                self.known = progress.unwrap_or(mem::take(&mut self.known));
                return Ok(None);
            }
            Err(why) => why,
        };
        let aside = free(file);
        fs::rename(file, &aside).with_context(|| {
            format!("{} cannot be read ({why}) and cannot be moved aside", shown(file))
        })?;
        Ok(Some(format!(
            "{} cannot be read: {why}. It is now {}, and a new file takes its place.",
            shown(file),
            shown(&aside)
        )))
    }

    /// Writes a temporary file next to it, and replaces it with that one. A killed session may leave the
    /// temporary file half written; the next session overwrites it.
    fn write(&mut self) -> Result<()> {
        self.known.version = VERSION;
        let new = self.file.with_extension("json.new");
        fs::write(&new, serde_json::to_string_pretty(&self.known)? + "\n")?;
        Ok(replace(&new, &self.file)?)
    }
}

/// Replaces a file with another one. On Windows that may fail while another process reads the file, so
/// it is tried for a second.
fn replace(new: &Path, old: &Path) -> io::Result<()> {
    let start = Instant::now();
    loop {
        match fs::rename(new, old) {
            Err(error)
                if cfg!(windows)
                    && error.kind() == ErrorKind::PermissionDenied
                    && start.elapsed() < Duration::from_secs(1) =>
            {
                thread::sleep(Duration::from_millis(5));
            }
            done => return done,
        }
    }
}

/// Reads the file if there is one. The error says why it is not one of ours.
fn read(file: &Path) -> Result<Option<Progress>, String> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    let progress: Progress = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    if progress.version != VERSION {
        return Err(format!(
            "its version is {}, and this program reads {VERSION}",
            progress.version
        ));
    }
    Ok(Some(progress))
}

/// A new name next to the file, so that a file that was moved aside earlier stays.
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
    use std::env;
    use std::io::{BufRead as _, BufReader};
    use std::process::{Child, Command, Stdio};

    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("my/progress.json");
        (folder, file)
    }

    fn open(file: &Path) -> ProgressFile {
        let (opened, moved) = ProgressFile::open(file.into()).expect("the file can be read");
        assert_eq!(moved, None);
        opened
    }

    fn change(progress: &mut ProgressFile, change: impl FnOnce(&mut Progress)) {
        assert_eq!(progress.change(change).expect("the file can be written"), None);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let (_folder, file) = folder();
        let mut progress = open(&file);
        assert!(!file.exists(), "reading makes no file");
        change(&mut progress, |progress| {
            progress.lesson = Some("gather".into());
            progress.of("gather").prediction = Some(Prediction::Wrong);
            progress.of_mistake("gather", "gather-mistake-one-by-one").repaired = true;
            // A lesson that the course no longer has, or has not yet, is kept.
            progress.of("not-in-the-course").ran = true;
        });
        assert!(progress.known().lessons["not-in-the-course"].ran);
        assert_eq!(open(&file).known(), progress.known());
        fs::remove_file(&file).expect("a file can be removed");
        change(&mut progress, |_| ());
        assert!(
            open(&file).known.repaired("gather", "gather-mistake-one-by-one"),
            "it is written again"
        );
    }

    #[test]
    fn what_is_not_ours_is_moved_aside() {
        let (folder, file) = folder();
        let mut session = open(&file);
        change(&mut session, |progress| progress.of("gather").ran = true);
        let kept = |name: &str| fs::read_to_string(folder.path().join("my").join(name));
        for (text, aside, why) in [
            ("{\"version\":1,\"les", "progress.json.broken", "EOF while parsing"),
            ("{\"version\":2,\"lessons\":{}}", "progress.json.broken-2", "version is 2, and"),
            ("{\"name\":\"else\"}", "progress.json.broken-3", "unknown field `name`"),
        ] {
            fs::write(&file, text).expect("a file can be written");
            let (opened, moved) = ProgressFile::open(file.clone()).expect("it is moved aside");
            let moved = moved.expect("the learner is told");
            assert_eq!(*opened.known(), Progress::default());
            assert!(moved.contains(why) && moved.contains(aside), "{moved}");
            assert_eq!(kept(aside).expect("the file is kept"), text);
            assert!(!file.exists());
        }
        // The same while a session is open. The session continues with what it knows.
        fs::write(&file, "").expect("a file can be written");
        let moved = session.change(|_| ()).expect("it is moved aside");
        assert!(moved.is_some_and(|moved| moved.contains("progress.json.broken-4")));
        assert!(open(&file).known().lessons["gather"].ran);
    }

    #[test]
    fn sessions_at_the_same_time_lose_nothing() {
        let (_folder, file) = folder();
        // Both have read the file before either of them writes.
        let (mut first, mut second) = (open(&file), open(&file));
        change(&mut first, |progress| {
            progress.of_mistake("gather", "one").repaired = true;
            progress.of("gather").prediction = Some(Prediction::Wrong);
        });
        change(&mut second, |progress| {
            progress.of_mistake("gather", "two").repaired = true;
            progress.of("gather").prediction = Some(Prediction::Right);
        });
        change(&mut first, |progress| progress.of("queues").ran = true);
        let known = open(&file).known;
        assert!(known.repaired("gather", "one") && known.repaired("gather", "two"));
        assert!(known.lessons["queues"].ran);
        assert_eq!(known.lessons["gather"].prediction, Some(Prediction::Right), "the later one");
    }

    #[test]
    fn changes_at_the_same_moment_wait_for_each_other() {
        let (_folder, file) = folder();
        thread::scope(|scope| {
            for session in 0..4 {
                let file = &file;
                scope.spawn(move || {
                    let mut progress = open(file);
                    for number in 0..50 {
                        let lesson = format!("{session}-{number}");
                        change(&mut progress, |progress| progress.of(&lesson).ran = true);
                    }
                });
            }
        });
        assert_eq!(open(&file).known.lessons.len(), 4 * 50);
    }

    const FILE: &str = "LEARN_PROGRESS_FILE";
    const STOPS: &str = "LEARN_STOPS_IN_A_SAVE";

    /// Saves again and again, or stops in the middle of a save. It is the child of the next two tests.
    #[test]
    #[ignore = "the child of other tests"]
    fn saves_until_it_is_killed() {
        let Some(file) = env::var_os(FILE) else { return };
        let mut progress = open(Path::new(&file));
        for number in 0.. {
            change(&mut progress, |progress| {
                if env::var_os(STOPS).is_some() {
                    println!("holds the lock");
                    thread::sleep(Duration::from_secs(600));
                }
                progress.of(&format!("lesson-{number}")).ran = true;
            });
            println!("saved {number}");
        }
    }

    fn saving(file: &Path) -> Command {
        let mut child = Command::new(env::current_exe().expect("this test has a file"));
        let name = "learn::progress::tests::saves_until_it_is_killed";
        child.args(["--ignored", "--exact", "--nocapture", name]);
        child.env(FILE, file).stdout(Stdio::piped());
        child
    }

    /// Waits until the child prints a line with this end, and kills it. Returns what else it has printed.
    fn killed_at(mut child: Child, end: &str) -> Vec<String> {
        let out = child.stdout.take().expect("the output is piped");
        let mut lines = BufReader::new(out).lines().map_while(Result::ok);
        assert!(lines.any(|line| line.ends_with(end)), "the child never printed {end}");
        child.kill().expect("the child can be killed");
        child.wait().expect("the child ends");
        lines.collect()
    }

    #[test]
    fn a_session_that_is_killed_in_a_save_blocks_no_other() {
        let (_folder, file) = folder();
        let mut progress = open(&file);
        change(&mut progress, |progress| progress.of("gather").ran = true);
        let child = saving(&file).env(STOPS, "1").spawn().expect("the child starts");
        killed_at(child, "holds the lock");
        // What a save that was killed may leave behind.
        fs::write(file.with_extension("json.new"), "{\"ver").expect("a file can be written");
        let old = file.with_extension("old");
        fs::hard_link(&file, &old).expect("a file can have two names");
        change(&mut progress, |progress| progress.of("queues").ran = true);
        let known = open(&file).known;
        assert!(known.lessons["gather"].ran && known.lessons["queues"].ran);
        let old = Progress::read(&old).expect("a save replaces the file and never writes into it");
        assert!(!old.lessons.contains_key("queues"));
    }

    #[test]
    fn what_was_saved_before_a_kill_is_there_after_it() {
        for after in 0..20 {
            let (_folder, file) = folder();
            let child = saving(&file).spawn().expect("the child starts");
            let rest = killed_at(child, &format!("saved {after}"));
            let saved = after + rest.iter().filter(|line| line.starts_with("saved")).count();
            let lessons = open(&file).known.lessons.len();
            // The last save may have ended and not have been printed.
            assert!((saved + 1..=saved + 2).contains(&lessons), "{saved} printed, {lessons} kept");
        }
    }
}
