//! Where a learner is, and what each key does. A session draws nothing and waits for nothing, so that
//! the full screen, plain lines and tests share it.

mod pages;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use course::{Cards, Course, Lesson, Missed, Program, Run, Variant};
use expected_order::Order;
use runner::{Judgement, judge};

use crate::learn::exercise::{self, Home};
use crate::learn::job::{JobEvent, JobOutcome, Task};
use crate::learn::live::Live;
use crate::learn::predict::{read_cards, read_seconds, words};
use crate::learn::progress::{Prediction, Progress, ProgressFile};

/// Where the learner is in a lesson, or after the last one.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// The question and the program.
    Read,
    /// The shuffled lines, which the learner puts in order.
    Order,
    /// The cards in the predicted order. The learner adds the seconds.
    Seconds(Vec<usize>),
    /// The lesson runs, or has run.
    Run,
    /// One of the lesson's exercises.
    Exercise(usize),
    /// After the last lesson.
    End,
}

/// What the app does after a key.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Draws the page again.
    Stay,
    /// Draws the page again, and puts the text back at the prompt for the learner to correct.
    Retype(String),
    /// Draws the page again and scrolls to its end.
    ToEnd,
    /// Draws another page and ends the job of the old one.
    Turn,
    /// Ends the job that runs and starts this one.
    Run(Box<Task>),
    Quit,
}

/// What the job of this page has reported so far.
enum JobState {
    /// No job has started, or it was stopped.
    Nothing,
    Builds(String),
    Live(Live),
    Ran(Run),
    Fails(String),
    Trouble(String),
}

pub(crate) struct Session {
    course: Course,
    home: Home,
    progress: ProgressFile,
    /// The lesson second of a lesson that the learner watches.
    second: Duration,
    lesson: usize,
    order: Arc<Order>,
    cards: Cards,
    step: Step,
    /// The filter of the list of lessons, while the list is open.
    list: Option<String>,
    /// The cards in the predicted order, and their seconds.
    predicted: Option<(Vec<usize>, Option<Vec<Duration>>)>,
    job: JobState,
    /// How many hints the page shows, and whether it shows the difference.
    hints: usize,
    difference: bool,
    /// Whether the next `r` discards the learner's changes.
    resets: bool,
    note: String,
}

impl Session {
    /// Starts at the named lesson, or where the learner stopped.
    ///
    /// # Errors
    /// If no lesson has that name, the course has no lesson, or a file cannot be read or written.
    pub(crate) fn new(
        course: Course,
        lesson: Option<&str>,
        second: Duration,
    ) -> Result<(Self, Effect)> {
        let named = lesson.map(|name| course.find(name).map(|lesson| lesson.name.clone()));
        let named = named.transpose()?;
        let home = Home::new(&course);
        let (progress, moved) = ProgressFile::open(home.progress())?;
        let (at, step, continues) = start(&course, progress.known(), named.as_deref())?;
        let order = Arc::new(course.lessons[at].order(Variant::Tokio)?);
        let cards = Cards::new(&course.lessons[at].name, &order);
        let continued = || continues.then(|| "You continue where you stopped.".to_owned());
        let mut session = Self {
            course,
            home,
            progress,
            second,
            lesson: at,
            order,
            cards,
            step: Step::Read,
            list: None,
            predicted: None,
            job: JobState::Nothing,
            hints: 0,
            difference: false,
            resets: false,
            note: moved.or_else(continued).unwrap_or_default(),
        };
        let effect = session.go(step)?;
        Ok((session, effect))
    }

    fn lesson(&self) -> &Lesson {
        &self.course.lessons[self.lesson]
    }

    /// The program that the learner repairs now.
    fn exercise(&self) -> Option<Program<'_>> {
        let Step::Exercise(number) = self.step else { return None };
        self.lesson().exercises().nth(number)
    }

    /// The file that the learner edits now. A save runs it.
    pub(crate) fn edited(&self) -> Option<PathBuf> {
        let exercise = self.exercise().filter(|_| self.list.is_none());
        exercise.map(|exercise| self.home.source(&exercise))
    }

    /// The run that has not ended yet.
    pub(crate) fn live(&mut self) -> Option<&mut Live> {
        if let JobState::Live(live) = &mut self.job { Some(live) } else { None }
    }

    /// Puts a message next to the prompt, until the next key.
    pub(crate) fn say(&mut self, note: impl Into<String>) {
        self.note = note.into();
    }

    /// How many mistakes are repaired, in one line.
    pub(crate) fn summary(&self) -> String {
        let (repaired, all) = self.repaired();
        format!("{repaired} of {all} mistakes are repaired; cargo xtask learn continues from here")
    }

    /// How many mistakes of the course are repaired, and how many there are.
    fn repaired(&self) -> (usize, usize) {
        let lessons = || self.course.lessons.iter();
        let repaired = lessons().map(|lesson| self.repaired_in(lesson)).sum();
        (repaired, lessons().map(|lesson| lesson.exercises().count()).sum())
    }

    fn repaired_in(&self, lesson: &Lesson) -> usize {
        let known = self.progress.known();
        let repaired = |exercise: &Program| known.repaired(&lesson.name, &exercise.id());
        lesson.exercises().filter(repaired).count()
    }

    /// Takes a key, or a text that the learner ended with Enter.
    pub(crate) fn take(&mut self, typed: &str) -> Result<Effect> {
        let typed = typed.trim();
        self.note.clear();
        let resets = std::mem::take(&mut self.resets);
        if self.list.is_some() {
            return self.take_in_list(typed);
        }
        match (typed, &self.step) {
            ("q", _) => Ok(Effect::Quit),
            ("l", _) => {
                self.list = Some(String::new());
                self.job = JobState::Nothing;
                Ok(Effect::Turn)
            }
            ("b", _) => self.back(),
            ("n", _) | ("", Step::Read | Step::Order | Step::Seconds(_) | Step::Run) => self.next(),
            ("", Step::Exercise(_)) => self.run(),
            ("", Step::End) => Ok(Effect::Stay),
            ("h", Step::Exercise(_)) => self.hint(),
            ("d", Step::Exercise(_)) => {
                self.difference = true;
                Ok(Effect::ToEnd)
            }
            ("r" | "reset", Step::Exercise(_)) if resets => self.reset(),
            ("r" | "reset", Step::Exercise(_)) => {
                self.resets = true;
                self.note =
                    "This discards your changes to the file. Press r again to do it.".into();
                Ok(Effect::Stay)
            }
            (_, Step::Order) => self.take_order(typed),
            (_, Step::Seconds(cards)) => {
                let cards = cards.clone();
                self.take_seconds(typed, cards)
            }
            _ => {
                self.note = format!("The key {typed} does nothing here.");
                Ok(Effect::Stay)
            }
        }
    }

    /// Filters the list, goes to a lesson, or closes the list.
    fn take_in_list(&mut self, typed: &str) -> Result<Effect> {
        match typed {
            "q" => return Ok(Effect::Quit),
            "" | "b" => return self.go(self.step.clone()),
            _ => {}
        }
        let found: Vec<usize> = self.found(typed);
        let named = self.course.lessons.iter().position(|lesson| lesson.is(typed));
        if let Some(lesson) = named.or(found.first().copied().filter(|_| found.len() == 1)) {
            return self.visit(lesson, Step::Read);
        }
        if found.is_empty() {
            return Ok(self.retype(typed, format!("No lesson matches {typed}.")));
        }
        self.list = Some(typed.into());
        Ok(Effect::Turn)
    }

    fn take_order(&mut self, typed: &str) -> Result<Effect> {
        match read_cards(typed, self.cards.shuffled.len()) {
            Ok(cards) if self.cards.asks(&cards, &self.order).is_empty() => {
                self.predicted = Some((cards, None));
                self.go(Step::Run)
            }
            Ok(cards) => self.go(Step::Seconds(cards)),
            Err(wrong) => Ok(self.retype(typed, wrong)),
        }
    }

    fn take_seconds(&mut self, typed: &str, cards: Vec<usize>) -> Result<Effect> {
        let asked = self.cards.asks(&cards, &self.order).len();
        match read_seconds(typed, asked) {
            Ok(seconds) => {
                self.predicted = Some((cards, Some(seconds)));
                self.go(Step::Run)
            }
            Err(wrong) => Ok(self.retype(typed, wrong)),
        }
    }

    fn retype(&mut self, typed: &str, wrong: String) -> Effect {
        self.note = wrong;
        Effect::Retype(typed.into())
    }

    fn next(&mut self) -> Result<Effect> {
        match &self.step {
            Step::Read => {
                self.predicted = None;
                self.go(Step::Order)
            }
            Step::Order => self.go(Step::Run),
            // The order without seconds is a prediction, too.
            Step::Seconds(cards) => {
                self.predicted = Some((cards.clone(), None));
                self.go(Step::Run)
            }
            Step::Run if self.lesson().exercises().count() > 0 => self.go(Step::Exercise(0)),
            Step::Exercise(number) if number + 1 < self.lesson().exercises().count() => {
                self.go(Step::Exercise(number + 1))
            }
            Step::Run | Step::Exercise(_) if self.lesson + 1 < self.course.lessons.len() => {
                self.visit(self.lesson + 1, Step::Read)
            }
            Step::Run | Step::Exercise(_) | Step::End => self.go(Step::End),
        }
    }

    fn back(&mut self) -> Result<Effect> {
        match self.step {
            Step::Order | Step::Seconds(_) | Step::Run | Step::End => self.go(Step::Read),
            Step::Exercise(0) => self.go(Step::Run),
            Step::Exercise(number) => self.go(Step::Exercise(number - 1)),
            Step::Read if self.lesson > 0 => self.visit(self.lesson - 1, Step::Read),
            Step::Read => {
                self.note = "This is the first lesson.".into();
                Ok(Effect::Stay)
            }
        }
    }

    /// Goes to another lesson.
    fn visit(&mut self, lesson: usize, step: Step) -> Result<Effect> {
        let about = &self.course.lessons[lesson];
        self.order = Arc::new(about.order(Variant::Tokio)?);
        self.cards = Cards::new(&about.name, &self.order);
        self.lesson = lesson;
        self.predicted = None;
        self.go(step)
    }

    /// Goes to a step of this lesson, and runs what belongs to it.
    fn go(&mut self, step: Step) -> Result<Effect> {
        self.step = step;
        self.list = None;
        self.job = JobState::Nothing;
        (self.hints, self.difference) = (0, false);
        let lesson = Some(self.lesson().name.clone());
        let mistake = self.exercise().map(|exercise| exercise.id());
        self.keep(|progress| (progress.lesson, progress.mistake) = (lesson, mistake))?;
        match self.step {
            Step::Run | Step::Exercise(_) => self.run(),
            _ => Ok(Effect::Turn),
        }
    }

    /// Changes the progress on disk.
    fn keep(&mut self, change: impl FnOnce(&mut Progress)) -> Result<()> {
        if let Some(moved) = self.progress.change(change)? {
            self.note = moved;
        }
        Ok(())
    }

    /// Starts the program of this step.
    pub(crate) fn run(&mut self) -> Result<Effect> {
        let lesson = self.lesson();
        let task = |workspace: PathBuf, name: &str, second: Duration| Task {
            workspace,
            target: self.course.target.clone(),
            name: name.into(),
            order: Arc::clone(&self.order),
            second,
        };
        let task = match self.exercise() {
            None => task(self.course.root.clone(), &lesson.name, self.second),
            Some(exercise) => {
                self.home.copy(&self.course, &exercise)?;
                self.home.ensure_rebuilt(&exercise)?;
                // Nearly as fast as verify: the learner waits for the verdict.
                let second = self.second.min(lesson.first_second(&self.order) * 2);
                task(self.home.folder.clone(), &exercise.id(), second)
            }
        };
        self.job = JobState::Builds(String::new());
        Ok(Effect::Run(Box::new(task)))
    }

    fn hint(&mut self) -> Result<Effect> {
        let exercise = self.exercise().context("only exercises have hints")?;
        let (lesson, name) = (self.lesson().name.clone(), exercise.id());
        let all = self.all_hints(&exercise)?.len();
        if self.hints == all {
            self.note =
                "There are no more hints. Press d to compare your file with the lesson.".into();
            return Ok(Effect::ToEnd);
        }
        self.hints += 1;
        // The hint is then at the end of the page, where the learner sees it.
        self.difference = false;
        let hints = self.hints;
        self.keep(|progress| {
            let known = progress.of_mistake(&lesson, &name);
            known.hints = known.hints.max(hints);
        })?;
        Ok(Effect::ToEnd)
    }

    fn all_hints(&self, exercise: &Program) -> Result<Vec<String>> {
        exercise::hints(exercise, &self.order, &self.home.source(exercise))
    }

    fn reset(&mut self) -> Result<Effect> {
        let exercise = self.exercise().context("only exercises have a file to reset")?;
        self.home.reset(&exercise)?;
        let effect = self.run()?;
        self.note = "Your file is a fresh copy of the mistake.".into();
        Ok(effect)
    }

    /// The lessons that have all of these words.
    fn found(&self, filter: &str) -> Vec<usize> {
        let has = |lesson: &Lesson| {
            let Lesson { number, name, question, about, .. } = lesson;
            let state = self.state(lesson);
            let part = &self.course.parts[about.part - 1];
            let text = format!("{number} {name} {question} {} {part} {state}", about.title);
            let text = text.to_lowercase();
            words(filter).all(|word| text.contains(&word.to_lowercase()))
        };
        (0..self.course.lessons.len()).filter(|&at| has(&self.course.lessons[at])).collect()
    }

    /// The word for the learner's progress in a lesson.
    fn state(&self, lesson: &Lesson) -> &'static str {
        let Some(known) = self.progress.known().lessons.get(&lesson.name) else { return "new" };
        let done = known.ran && self.repaired_in(lesson) == lesson.exercises().count();
        if done { "done" } else { "begun" }
    }

    /// Takes a report of the job.
    pub(crate) fn take_job_event(&mut self, event: JobEvent) -> Result<()> {
        self.job = match event {
            JobEvent::Builds(what) => JobState::Builds(what),
            JobEvent::Runs { trace, second } => {
                JobState::Live(Live::new(Arc::clone(&self.order), trace, second))
            }
            JobEvent::Ended(JobOutcome::Ran(run)) => {
                self.keep_run(&run)?;
                JobState::Ran(run)
            }
            JobEvent::Ended(JobOutcome::Fails(errors)) => JobState::Fails(errors),
            JobEvent::Ended(JobOutcome::Trouble(error)) => JobState::Trouble(error),
            JobEvent::Ended(JobOutcome::Stopped) => JobState::Nothing,
        };
        Ok(())
    }

    /// Records what a run says about the learner: a mistake is repaired, a prediction was right.
    fn keep_run(&mut self, run: &Run) -> Result<()> {
        let lesson = self.lesson().name.clone();
        if let Some(name) = self.exercise().map(|exercise| exercise.id()) {
            if judge(run, &self.order) != Judgement::Holds {
                return Ok(());
            }
            return self.keep(|progress| progress.of_mistake(&lesson, &name).repaired = true);
        }
        let prediction = self.predicted.is_some().then(|| match self.missed() {
            None => Prediction::Right,
            Some(_) => Prediction::Wrong,
        });
        self.keep(|progress| {
            let known = progress.of(&lesson);
            known.ran = true;
            known.prediction = prediction.or(known.prediction);
        })
    }

    fn missed(&self) -> Option<Missed> {
        let (cards, seconds) = self.predicted.as_ref()?;
        self.cards.judge(cards, seconds.as_deref(), &self.order)
    }
}

/// The lesson and the step to start at, and whether the learner stopped there.
fn start(course: &Course, known: &Progress, named: Option<&str>) -> Result<(usize, Step, bool)> {
    let place = |name: &str| course.lessons.iter().position(|lesson| lesson.is(name));
    let stopped = known.lesson.as_deref().and_then(place);
    let at = named.and_then(place).or(stopped).unwrap_or(0);
    let lesson = course.lessons.get(at);
    let lesson =
        lesson.context("the course has no lesson; make one with `cargo xtask new NAME`")?;
    let name = known.mistake.as_ref().filter(|_| stopped == Some(at));
    let place = |name: &String| lesson.exercises().position(|exercise| exercise.id() == *name);
    let step = name.and_then(place).map_or(Step::Read, Step::Exercise);
    Ok((at, step, named.is_none() && stopped.is_some()))
}
