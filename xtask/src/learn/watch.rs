//! Whether a file was saved. The system's events report it. If none come, the file is read again and again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

/// How often the file is read if events come, and if they do not.
const SELDOM: Duration = Duration::from_millis(500);
const OFTEN: Duration = Duration::from_millis(100);

/// How long an event may take to come.
const PATIENCE: Duration = Duration::from_millis(300);

/// After how long a missing file counts as gone.
const GONE: Duration = Duration::from_secs(1);

/// Watches the text of one file. An editor may write the file in several steps, or put a new file in its
/// place.
pub(crate) struct Watch {
    file: PathBuf,
    text: Option<Vec<u8>>,
    /// None if no events come.
    events: Option<RecommendedWatcher>,
    looked: Instant,
    /// Since when there has been a change that no event reported.
    untold: Option<Instant>,
    /// Since when the file has been missing, and whether that was reported.
    away: Option<(Instant, bool)>,
}

impl Watch {
    /// Watches `file`, and calls `touched` at each event. The caller then calls [`Self::touched`].
    pub(crate) fn new(file: &Path, poll: bool, touched: impl Fn() + Send + 'static) -> Self {
        // It watches the folder: it would not see a new file that replaces the old one.
        let watcher = |folder: &Path| {
            let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
                // Reading the file is an event as well, and would cause the next one.
                if event.is_ok_and(|event| !event.kind.is_access()) {
                    touched();
                }
            })?;
            watcher.watch(folder, RecursiveMode::NonRecursive)?;
            notify::Result::Ok(watcher)
        };
        let events = file.parent().filter(|_| !poll).and_then(|folder| watcher(folder).ok());
        Self::with(file, events)
    }

    fn with(file: &Path, events: Option<RecommendedWatcher>) -> Self {
        let (text, looked) = (fs::read(file).ok(), Instant::now());
        Self { file: file.into(), text, events, looked, untold: None, away: None }
    }

    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Whether it reads the file again and again, because no events come.
    pub(crate) fn polls(&self) -> bool {
        self.events.is_none()
    }

    /// To be called after an event. Returns whether the file has another text than before.
    pub(crate) fn touched(&mut self) -> bool {
        self.untold = None;
        let text = self.look();
        self.take(text)
    }

    /// To be called now and then. Returns whether the file has another text than before and no event
    /// reported it. From then on, it does not rely on events.
    pub(crate) fn tick(&mut self) -> bool {
        let wait = if self.polls() { OFTEN } else { SELDOM };
        if self.looked.elapsed() < wait && self.untold.is_none() {
            return false;
        }
        let text = self.look();
        if text.is_none() {
            return false;
        }
        if !self.polls() {
            if self.untold.get_or_insert_with(Instant::now).elapsed() < PATIENCE {
                return false;
            }
            self.events = None;
        }
        self.untold = None;
        self.take(text)
    }

    /// To be called now and then. Returns once that the file is gone. An editor may remove it for a moment
    /// while it saves.
    pub(crate) fn is_gone(&mut self) -> bool {
        if self.file.exists() {
            self.away = None;
            return false;
        }
        let (since, told) = self.away.get_or_insert((Instant::now(), false));
        let gone = !*told && since.elapsed() > GONE;
        *told |= gone;
        gone
    }

    /// The text, if it is another one. A file that is missing or empty may be one that an editor is about
    /// to write.
    fn look(&mut self) -> Option<Vec<u8>> {
        self.looked = Instant::now();
        let text = fs::read(&self.file).ok().filter(|text| !text.is_empty());
        text.filter(|text| self.text.as_ref() != Some(text))
    }

    fn take(&mut self, text: Option<Vec<u8>>) -> bool {
        let new = text.is_some();
        self.text = text.or(self.text.take());
        new
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;

    fn file() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("main.rs");
        fs::write(&file, "one").expect("a file can be written");
        (folder, file)
    }

    fn wait_for_a_change(watch: &mut Watch) {
        while !watch.tick() {
            thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn an_event_tells_of_a_new_text_and_only_of_that() {
        let (folder, file) = file();
        let (tell, told) = channel();
        let mut watch = Watch::new(&file, false, move || {
            let _ = tell.send(());
        });
        assert!(!watch.polls() && !watch.touched());
        // Many editors save like this: a new file replaces the old one.
        let new = folder.path().join("new");
        fs::write(&new, "two").expect("a file can be written");
        fs::rename(&new, &file).expect("a file can be moved");
        while !watch.touched() {
            told.recv().expect("an event comes");
        }
        assert!(!watch.touched(), "the same text is no change");
        while told.recv_timeout(PATIENCE).is_ok() {}
        watch.touched();
        assert!(told.recv_timeout(PATIENCE).is_err(), "to look at it is no event");
        fs::write(&file, "").expect("a file can be written");
        assert!(!watch.touched(), "an editor is about to write it");
    }

    #[test]
    fn without_events_it_looks_by_itself() {
        let (_folder, file) = file();
        let mut watch = Watch::new(&file, true, || unreachable!("there are no events"));
        assert!(watch.polls() && !watch.tick());
        fs::write(&file, "two").expect("a file can be written");
        wait_for_a_change(&mut watch);
    }

    #[test]
    fn that_a_file_is_gone_is_told_once() {
        let (_folder, file) = file();
        let mut watch = Watch::new(&file, true, || ());
        fs::remove_file(&file).expect("a file can be removed");
        assert!(!watch.is_gone(), "an editor may have it away for a moment");
        while !watch.is_gone() {
            thread::sleep(Duration::from_millis(5));
        }
        assert!(!watch.is_gone() && !watch.tick());
        fs::write(&file, "two").expect("a file can be written");
        assert!(!watch.is_gone());
        wait_for_a_change(&mut watch);
    }

    #[test]
    fn events_that_do_not_come_are_not_waited_for_again() {
        let (_folder, file) = file();
        let deaf = notify::recommended_watcher(|_| ()).expect("a watcher");
        let mut watch = Watch::with(&file, Some(deaf));
        assert!(!watch.polls());
        fs::write(&file, "two").expect("a file can be written");
        wait_for_a_change(&mut watch);
        assert!(watch.polls());
        fs::write(&file, "three").expect("a file can be written");
        wait_for_a_change(&mut watch);
    }
}
