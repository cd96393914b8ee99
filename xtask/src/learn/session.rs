//! Where a learner is, what is shown there, and what each key does. It draws nothing and waits for
//! nothing, so that the whole screen, lines and tests have the same course.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use expected_order::{Glyphs, Near, Order};
use in_order::report::Style;

use crate::learn::exercise::{self, Home};
use crate::learn::job::{Outcome, Program, Told, is_step};
use crate::learn::live::{Live, timeline};
use crate::learn::predict::{read_cards, read_seconds, words};
use crate::learn::progress::{Prediction, Progress};
use crate::learn::screen::{Page, Row, SHOWN, Tone, Wants, stamped};
use course::{Cards, Course, Lesson, Missed, Mistake, Run, Variant, shown};
use runner::{Judgement, judge};

/// Where one is in a lesson, or beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// The question and the program.
    Read,
    /// The lines, to be put in order.
    Order,
    /// The cards in the order that was predicted, to be given seconds.
    Seconds(Vec<usize>),
    /// The lesson runs, or has run.
    Run,
    /// One of its mistakes.
    Exercise(usize),
    /// The lessons, those that have these words; and where one came from.
    List(String, Box<Step>),
    /// Behind the last lesson.
    End,
}

/// What is to be done after a key.
#[derive(Debug)]
pub(crate) enum Do {
    /// The page has changed, at its end perhaps.
    Stay,
    /// What was typed cannot be read, and is given back.
    Retype(String),
    ToEnd,
    /// It is another page; what runs has to end.
    Turn,
    /// This has to run, and nothing else.
    Run(Box<Program>),
    Quit,
}

/// What the last job did, so far.
enum Shown {
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
    progress: Progress,
    /// The lesson second of a lesson that is watched.
    second: Duration,
    lesson: usize,
    order: Arc<Order>,
    cards: Cards,
    step: Step,
    /// The cards in the predicted order, and their seconds.
    predicted: Option<(Vec<usize>, Option<Vec<Duration>>)>,
    shown: Shown,
    /// How many hints are shown, and whether the difference is.
    hints: usize,
    difference: bool,
    /// Whether the next `r` throws the learner's changes away.
    resets: bool,
    note: String,
}

const WELCOME: &str = "Each lesson asks a question. You read a program, predict what it prints and \
                       when, and watch it run. Then you repair programs in which somebody believed \
                       something else. The keys stand at the bottom.";

impl Session {
    /// Begins where the learner was, or at the lesson that is named.
    pub(crate) fn new(
        course: Course,
        lesson: Option<&str>,
        second: Duration,
    ) -> Result<(Self, Do)> {
        let home = Home::new(&course);
        let (progress, told) = Progress::open(&home.progress())?;
        let place = |name: &str| course.lessons.iter().position(|lesson| lesson.is(name));
        let kept = progress.lesson.as_deref().and_then(place);
        let named = lesson.map(|name| course.find(name).map(|lesson| place(&lesson.name)));
        let named = named.transpose()?.flatten();
        let at = named.or(kept).unwrap_or(0);
        let first = course
            .lessons
            .get(at)
            .context("there is no lesson yet; `cargo xtask new NAME` makes one")?;
        let order = Arc::new(first.order(Variant::Tokio)?);
        let cards = Cards::new(&first.name, &order);
        let mistake = progress.mistake.clone().filter(|_| named.is_none_or(|at| kept == Some(at)));
        let mistake = mistake
            .and_then(|target| first.mistakes.iter().position(|other| other.target == target));
        let note = told.unwrap_or_else(|| {
            if kept.is_some() && named.is_none() {
                "You are back where you were.".into()
            } else {
                String::new()
            }
        });
        let mut session = Self {
            course,
            home,
            progress,
            second,
            lesson: at,
            order,
            cards,
            step: Step::Read,
            predicted: None,
            shown: Shown::Nothing,
            hints: 0,
            difference: false,
            resets: false,
            note: String::new(),
        };
        let to_do = session.go(mistake.map_or(Step::Read, Step::Exercise))?;
        session.note = note;
        Ok((session, to_do))
    }

    fn lesson(&self) -> &Lesson {
        &self.course.lessons[self.lesson]
    }

    /// The mistake that one is at.
    fn mistake(&self) -> Option<&Mistake> {
        let Step::Exercise(number) = self.step else { return None };
        self.lesson().mistakes.get(number)
    }

    /// The file that the learner edits now.
    pub(crate) fn edited(&self) -> Option<PathBuf> {
        self.mistake().map(|mistake| self.home.source(mistake))
    }

    /// The run that is under way.
    pub(crate) fn live(&mut self) -> Option<&mut Live> {
        if let Shown::Live(live) = &mut self.shown { Some(live) } else { None }
    }

    pub(crate) fn say(&mut self, note: impl Into<String>) {
        self.note = note.into();
    }

    /// How far the learner is, in one line.
    pub(crate) fn summary(&self) -> String {
        let (repaired, all) = self.repaired();
        format!("{repaired} of {all} mistakes are repaired; cargo xtask learn goes on from here")
    }

    fn repaired(&self) -> (usize, usize) {
        let count = |lesson: &Lesson| {
            let repaired =
                |mistake: &&Mistake| self.progress.repaired(&lesson.name, &mistake.target);
            lesson.mistakes.iter().filter(repaired).count()
        };
        let lessons = || self.course.lessons.iter();
        (lessons().map(count).sum(), lessons().map(|lesson| lesson.mistakes.len()).sum())
    }

    /// A key, or what was typed before Enter.
    pub(crate) fn take(&mut self, typed: &str) -> Result<Do> {
        let typed = typed.trim();
        self.note.clear();
        let resets = std::mem::take(&mut self.resets);
        if let Step::List(_, from) = &self.step {
            return match typed {
                "q" => Ok(Do::Quit),
                "" | "b" => {
                    let from = (**from).clone();
                    self.go(from)
                }
                _ => self.filter(typed),
            };
        }
        match (typed, &self.step) {
            ("q", _) => Ok(Do::Quit),
            ("l", step) => {
                let step = step.clone();
                self.step = Step::List(String::new(), Box::new(step));
                Ok(Do::Turn)
            }
            ("b", _) => self.back(),
            ("n", _) | ("", Step::Read | Step::Order | Step::Seconds(_) | Step::Run) => self.next(),
            ("", Step::Exercise(_)) => self.run(),
            ("h", Step::Exercise(_)) => self.hint(),
            ("d", Step::Exercise(_)) => {
                self.difference = true;
                Ok(Do::ToEnd)
            }
            ("r" | "reset", Step::Exercise(_)) => self.reset(resets),
            (_, Step::Order) => match read_cards(typed, self.cards.shuffled.len()) {
                Ok(cards) if self.cards.asks(&cards, &self.order).is_empty() => {
                    self.predicted = Some((cards, None));
                    self.go(Step::Run)
                }
                Ok(cards) => self.go(Step::Seconds(cards)),
                Err(wrong) => Ok(self.retype(typed, wrong)),
            },
            (_, Step::Seconds(cards)) => {
                let asked = self.cards.asks(cards, &self.order).len();
                match read_seconds(typed, asked) {
                    Ok(seconds) => {
                        self.predicted = Some((cards.clone(), Some(seconds)));
                        self.go(Step::Run)
                    }
                    Err(wrong) => Ok(self.retype(typed, wrong)),
                }
            }
            _ => {
                self.note = format!("{typed} means nothing here.");
                Ok(Do::Stay)
            }
        }
    }

    fn retype(&mut self, typed: &str, wrong: String) -> Do {
        self.note = wrong;
        Do::Retype(typed.into())
    }

    /// Goes on in the walk.
    fn next(&mut self) -> Result<Do> {
        match &self.step {
            Step::Read => {
                self.predicted = None;
                self.go(Step::Order)
            }
            Step::Order => self.go(Step::Run),
            // The order alone is a prediction, too.
            Step::Seconds(cards) => {
                self.predicted = Some((cards.clone(), None));
                self.go(Step::Run)
            }
            Step::Run if !self.lesson().mistakes.is_empty() => self.go(Step::Exercise(0)),
            Step::Exercise(number) if number + 1 < self.lesson().mistakes.len() => {
                self.go(Step::Exercise(number + 1))
            }
            Step::Run | Step::Exercise(_) if self.lesson + 1 < self.course.lessons.len() => {
                self.visit(self.lesson + 1, Step::Read)
            }
            _ => self.go(Step::End),
        }
    }

    fn back(&mut self) -> Result<Do> {
        match self.step {
            Step::Order | Step::Seconds(_) | Step::Run | Step::End => self.go(Step::Read),
            Step::Exercise(0) => self.go(Step::Run),
            Step::Exercise(number) => self.go(Step::Exercise(number - 1)),
            Step::Read if self.lesson > 0 => self.visit(self.lesson - 1, Step::Read),
            Step::Read | Step::List(..) => {
                self.note = "This is the first lesson.".into();
                Ok(Do::Stay)
            }
        }
    }

    fn visit(&mut self, lesson: usize, step: Step) -> Result<Do> {
        let about = &self.course.lessons[lesson];
        self.order = Arc::new(about.order(Variant::Tokio)?);
        self.cards = Cards::new(&about.name, &self.order);
        self.lesson = lesson;
        self.predicted = None;
        self.go(step)
    }

    fn go(&mut self, step: Step) -> Result<Do> {
        self.step = step;
        self.shown = Shown::Nothing;
        (self.hints, self.difference) = (0, false);
        self.progress.lesson = Some(self.lesson().name.clone());
        self.progress.mistake = self.mistake().map(|mistake| mistake.target.clone());
        self.keep()?;
        match self.step {
            Step::Run | Step::Exercise(_) => self.run(),
            _ => Ok(Do::Turn),
        }
    }

    fn keep(&mut self) -> Result<()> {
        self.progress.write(&self.home.progress())
    }

    /// What is to be run here.
    pub(crate) fn run(&mut self) -> Result<Do> {
        let lesson = self.lesson();
        let program = |workspace: PathBuf, name: &str| Program {
            workspace,
            target: self.course.target.clone(),
            name: name.into(),
            order: Arc::clone(&self.order),
            second: self.second,
        };
        let program = match self.mistake() {
            None => program(self.course.root.clone(), &lesson.name),
            Some(mistake) => {
                self.home.copy(&self.course, lesson, mistake)?;
                Program {
                    // As fast as verify, so that the verdict is there at once.
                    second: self.second.min(lesson.first_second(&self.order) * 2),
                    ..program(self.home.folder.clone(), &mistake.target)
                }
            }
        };
        self.shown = Shown::Builds(String::new());
        Ok(Do::Run(Box::new(program)))
    }

    fn hint(&mut self) -> Result<Do> {
        let hints = self.all_hints()?;
        if self.hints == hints.len() {
            self.note = "There are no more hints; d shows the difference to the lesson.".into();
            return Ok(Do::ToEnd);
        }
        self.hints += 1;
        // A hint stands at the end of the page, where it is seen.
        self.difference = false;
        if let Some(mistake) = self.mistake() {
            let (lesson, target) = (self.lesson().name.clone(), mistake.target.clone());
            let hints = self.hints;
            let kept = self.progress.of_mistake(&lesson, &target);
            kept.hints = kept.hints.max(hints);
            self.keep()?;
        }
        Ok(Do::ToEnd)
    }

    fn all_hints(&self) -> Result<Vec<String>> {
        let mistake = self.mistake().context("hints are for mistakes")?;
        exercise::hints(self.lesson(), mistake, &self.order, &self.home.source(mistake))
    }

    fn reset(&mut self, sure: bool) -> Result<Do> {
        let Some(mistake) = self.mistake() else { return Ok(Do::Stay) };
        if !sure {
            self.note = "Your changes to this file go away. r once more does it.".into();
            self.resets = true;
            return Ok(Do::Stay);
        }
        self.home.reset(self.lesson(), mistake)?;
        let to_do = self.run()?;
        self.note = "The file is as it was.".into();
        Ok(to_do)
    }

    /// Lists lessons, or goes to the only one.
    fn filter(&mut self, typed: &str) -> Result<Do> {
        let found: Vec<usize> = self.found(typed);
        let named = self.course.lessons.iter().position(|lesson| lesson.is(typed));
        if let Some(lesson) = named.or(found.first().copied().filter(|_| found.len() == 1)) {
            return self.visit(lesson, Step::Read);
        }
        if found.is_empty() {
            return Ok(self.retype(typed, format!("No lesson has {typed}.")));
        }
        if let Step::List(filter, _) = &mut self.step {
            typed.clone_into(filter);
        }
        Ok(Do::Turn)
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

    fn state(&self, lesson: &Lesson) -> &'static str {
        let Some(known) = self.progress.lessons.get(&lesson.name) else { return "new" };
        let repaired = |mistake: &Mistake| self.progress.repaired(&lesson.name, &mistake.target);
        if known.ran && lesson.mistakes.iter().all(repaired) { "done" } else { "begun" }
    }

    /// What a job tells.
    pub(crate) fn told(&mut self, told: Told) -> Result<()> {
        self.shown = match told {
            Told::Builds(what) => Shown::Builds(what),
            Told::Runs { trace, second } => {
                Shown::Live(Live::new(Arc::clone(&self.order), trace, second))
            }
            Told::Ended(Outcome::Ran(run)) => {
                self.ran(&run)?;
                Shown::Ran(run)
            }
            Told::Ended(Outcome::Fails(errors)) => Shown::Fails(errors),
            Told::Ended(Outcome::Trouble(error)) => Shown::Trouble(error),
            Told::Ended(Outcome::Stopped) => Shown::Nothing,
        };
        Ok(())
    }

    /// Keeps what a run shows of the learner.
    fn ran(&mut self, run: &Run) -> Result<()> {
        let holds = judge(run, &self.order) == Judgement::Holds;
        let lesson = self.lesson().name.clone();
        if let Some(target) = self.mistake().map(|mistake| mistake.target.clone()) {
            if holds {
                self.progress.of_mistake(&lesson, &target).repaired = true;
            }
        } else {
            let prediction = self.predicted.is_some().then(|| {
                if self.missed().is_none() { Prediction::Right } else { Prediction::Wrong }
            });
            let kept = self.progress.of(&lesson);
            kept.ran = true;
            kept.prediction = prediction.or(kept.prediction);
        }
        self.keep()
    }

    fn missed(&self) -> Option<Missed> {
        let (cards, seconds) = self.predicted.as_ref()?;
        self.cards.judge(cards, seconds.as_deref(), &self.order)
    }

    /// The page as it is now. `typed` stands behind the prompt.
    pub(crate) fn page(&self, columns: usize, style: Style, typed: &str) -> Page {
        let lesson = self.lesson();
        let place = format!("{} {}", lesson.number, lesson.about.title);
        let mut page = Page { note: self.note.clone(), ..Page::default() };
        let (title, keys): (_, &[_]) = match &self.step {
            Step::Read => {
                self.read_page(&mut page);
                (format!("{place}: the program"), &[("n", "predict"), ("b", "back")])
            }
            Step::Order => {
                self.order_page(&mut page, typed);
                page.wants = Wants::Numbers("The lines in order, such as 3 1 2");
                (format!("{place}: predict"), &[("Enter", "skip"), ("b", "program")])
            }
            Step::Seconds(cards) => {
                self.seconds_page(&mut page, cards, typed);
                page.wants = Wants::Numbers("The seconds, such as 0 0 1");
                (format!("{place}: predict"), &[("Enter", "skip"), ("b", "program")])
            }
            Step::Run => {
                self.run_page(&mut page, columns, style);
                let next = if lesson.mistakes.is_empty() { "next lesson" } else { "its mistakes" };
                let keys: &[_] = if next == "its mistakes" {
                    &[("n", "its mistakes"), ("b", "back")]
                } else {
                    &[("n", "next lesson"), ("b", "back")]
                };
                (format!("{place}: the run"), keys)
            }
            Step::Exercise(number) => {
                self.exercise_page(&mut page, columns, style);
                let keys = &[
                    ("n", "next"),
                    ("b", "back"),
                    ("h", "hint"),
                    ("d", "difference"),
                    ("r", "reset"),
                    ("Enter", "run"),
                ];
                (format!("{place}: mistake {} of {}", number + 1, lesson.mistakes.len()), keys)
            }
            Step::List(filter, _) => {
                self.list_page(&mut page, if typed.is_empty() { filter } else { typed });
                page.wants = Wants::Text("A number, a name, or words to filter by");
                ("The lessons".into(), &[("Enter", "go or back"), ("q Enter", "quit")])
            }
            Step::End => {
                let (repaired, all) = self.repaired();
                let text = format!(
                    "This was the last lesson. You repaired {repaired} of {all} mistakes; `l`, and \
                     then `new` or `begun`, shows what is left."
                );
                page.rows.push(Row::prose(Tone::Plain, text));
                ("The end".into(), &[("b", "back")])
            }
        };
        page.title = title;
        page.keys = keys.to_vec();
        if !matches!(self.step, Step::List(..)) {
            page.keys.extend([("l", "list"), ("q", "quit")]);
        }
        page
    }

    fn read_page(&self, page: &mut Page) {
        let lesson = self.lesson();
        let rows = &mut page.rows;
        if self.progress.lessons.is_empty() {
            rows.extend([Row::prose(Tone::Plain, WELCOME), Row::blank()]);
        }
        let part = lesson.about.part;
        let parts = &self.course.parts;
        let place = self.lesson + 1;
        let (repaired, all) = self.repaired();
        let place = format!(
            "Part {part}, {}. Lesson {place} of {}. {repaired} of {all} mistakes repaired.",
            parts[part - 1],
            self.course.lessons.len()
        );
        rows.extend([Row::prose(Tone::Quiet, place), Row::blank()]);
        rows.extend([Row::prose(Tone::Loud, lesson.question.clone()), Row::blank()]);
        let source = lesson.source(Variant::Tokio);
        let folder = shown(&lesson.folder);
        let where_ =
            format!("{}; the page to read alongside is {folder}/README.md", shown(&source));
        rows.extend([Row::prose(Tone::Quiet, where_), Row::blank()]);
        let program = fs::read_to_string(&source).unwrap_or_else(|error| error.to_string());
        // Its header is the question once more, and how to run it.
        let program = program.lines().skip_while(|line| line.starts_with("//!") || line.is_empty());
        rows.extend(program.map(|line| Row::code(Tone::Plain, line)));
    }

    fn order_page(&self, page: &mut Page, typed: &str) {
        let rows = &mut page.rows;
        rows.extend([Row::prose(Tone::Loud, self.lesson().question.clone()), Row::blank()]);
        rows.push(Row::prose(Tone::Plain, "It prints these lines. In which order?"));
        if self.order.rows().iter().any(|row| row.text.literal().is_none()) {
            rows.push(Row::prose(Tone::Plain, "A name in braces stands for any one word."));
        }
        rows.push(Row::blank());
        let chosen: Vec<&str> = words(typed).collect();
        for card in 0..self.cards.shuffled.len() {
            let number = (card + 1).to_string();
            let used = chosen.contains(&number.as_str());
            let tone = if used { Tone::Quiet } else { Tone::Plain };
            let mark = if used { "*" } else { " " };
            rows.push(Row::code(tone, format!("{number:>3}{mark} {}", self.cards.text(card))));
        }
    }

    fn seconds_page(&self, page: &mut Page, cards: &[usize], typed: &str) {
        let rows = &mut page.rows;
        let asks = self.cards.asks(cards, &self.order);
        let text = format!(
            "This is your order. On which second after the start does each of the lines come that \
             has a question mark? There are {}; 0 is the start.",
            asks.len()
        );
        rows.extend([Row::prose(Tone::Plain, text), Row::blank()]);
        let mut chosen = words(typed);
        for (place, &card) in cards.iter().enumerate() {
            let mark = if asks.contains(&place) { chosen.next().unwrap_or("?") } else { "" };
            rows.push(Row::code(Tone::Plain, format!("{mark:>5} {}", self.cards.text(card))));
        }
    }

    fn run_page(&self, page: &mut Page, columns: usize, style: Style) {
        let over = matches!(self.shown, Shown::Ran(_));
        if let (true, Some(_)) = (over, &self.predicted) {
            match self.missed() {
                None => page.rows.push(Row::prose(
                    Tone::Good,
                    format!("{} Your prediction is right.", mark(style, true)),
                )),
                Some(missed) => {
                    let what = missed.sentence(&self.order);
                    let text = format!("{} Your prediction is wrong: {what}", mark(style, false));
                    page.rows.push(Row::prose(Tone::Bad, text));
                    self.claim(&mut page.rows, missed.row());
                }
            }
            page.rows.push(Row::blank());
        }
        self.shown_rows(&mut page.rows, columns, style);
        let lines = match &self.shown {
            Shown::Ran(run) => &run.lines,
            Shown::Live(live) => &live.run.lines,
            _ => return,
        };
        let shown = lines.iter().take(SHOWN);
        page.lines = shown.map(|said| Row::code(Tone::Plain, stamped(said))).collect();
    }

    /// A row of the expected order, and why it holds.
    fn claim(&self, rows: &mut Vec<Row>, row: usize) {
        let row = &self.order.rows()[row];
        let file = shown(&self.lesson().order_file(Variant::Tokio));
        let claim = format!("  {file}:{}: {} | {}", row.line, row.claims, row.text);
        rows.push(Row::prose(Tone::Plain, claim));
        if !row.why.is_empty() {
            rows.push(Row::prose(Tone::Plain, format!("  Why: {}.", row.why)));
        }
    }

    fn exercise_page(&self, page: &mut Page, columns: usize, style: Style) {
        let (lesson, Some(mistake)) = (self.lesson(), self.mistake()) else { return };
        let own = self.home.source(mistake);
        let rows = &mut page.rows;
        let belief = exercise::belief(lesson, mistake).unwrap_or_else(|error| error.to_string());
        rows.push(Row::prose(Tone::Plain, format!("Somebody believed: {belief}")));
        rows.push(Row::prose(Tone::Plain, "Repair the program in your editor:"));
        rows.push(Row::prose(Tone::Loud, format!("  {}", shown(&own))));
        let text =
            "It runs whenever you save it, and is repaired when every claim of the lesson holds.";
        rows.extend([Row::prose(Tone::Plain, text), Row::blank()]);
        self.shown_rows(rows, columns, style);
        if self.hints > 0
            && let Ok(hints) = self.all_hints()
        {
            for (number, hint) in hints.iter().enumerate().take(self.hints) {
                rows.push(Row::blank());
                let text = format!("Hint {} of {}: {hint}", number + 1, hints.len());
                rows.push(Row::prose(Tone::Plain, text));
            }
        }
        if self.difference {
            rows.push(Row::blank());
            rows.push(Row::prose(Tone::Loud, "From your file (-) to the lesson (+):"));
            match exercise::difference(&own, lesson) {
                Ok(lines) if lines.is_empty() => {
                    rows.push(Row::prose(Tone::Plain, "There is no difference."));
                }
                Ok(lines) => rows.extend(lines.into_iter().map(|(sign, line)| {
                    let tone = match sign {
                        '-' => Tone::Bad,
                        '+' => Tone::Good,
                        _ => Tone::Plain,
                    };
                    Row::code(tone, format!("{sign} {line}"))
                })),
                Err(error) => rows.push(Row::prose(Tone::Bad, format!("{error:#}"))),
            }
        }
    }

    /// What the job did.
    fn shown_rows(&self, rows: &mut Vec<Row>, columns: usize, style: Style) {
        match &self.shown {
            Shown::Nothing => {}
            Shown::Builds(what) if what.is_empty() => {
                rows.push(Row::prose(Tone::Quiet, "Building ..."));
            }
            Shown::Builds(what) => {
                rows.push(Row::prose(Tone::Quiet, format!("{what} ...")));
            }
            Shown::Live(live) => {
                rows.extend([Row::prose(Tone::Quiet, "Running ..."), Row::blank()]);
                pictures(rows, &live.timeline(columns, style));
            }
            Shown::Ran(run) => self.ran_rows(rows, run, columns, style),
            Shown::Fails(errors) => {
                let text = format!("{} It does not build.", mark(style, false));
                rows.push(Row::prose(Tone::Bad, text));
                let errors = errors.lines().filter(|line| !is_step(line));
                rows.extend(errors.map(|line| Row::code(Tone::Plain, line)));
            }
            Shown::Trouble(error) => {
                rows.push(Row::prose(Tone::Bad, format!("{} {error}", mark(style, false))));
            }
        }
    }

    /// The verdict, and below it the pictures: on a low screen it is the verdict that is seen.
    fn ran_rows(&self, rows: &mut Vec<Row>, run: &Run, columns: usize, style: Style) {
        let lines = run.lines();
        let verdict = self.order.check(&lines);
        let bad = |text: &str| Row::prose(Tone::Bad, format!("{} {text}", mark(style, false)));
        let mut broke_at = String::new();
        rows.extend(run.trouble().as_deref().map(bad));
        if let Some(first) = verdict.broken.first() {
            let file = shown(&self.lesson().order_file(Variant::Tokio));
            let told = self.order.explain(first, &lines, &verdict, &file);
            rows.push(bad(&told.headline));
            // In an exercise the reason is a hint.
            let why = (self.mistake().is_none() && !told.why.is_empty())
                .then(|| format!("  why it should hold: {}", told.why));
            let missing = if told.near.is_some() { "this row is still missing: " } else { "" };
            let cited = told.cited.map(|cited| format!("  {missing}{cited}"));
            let prose = |line| Row::prose(Tone::Plain, line);
            rows.extend(cited.map(prose));
            // A line that is wrapped would leave its marks behind.
            let marked = told.near.iter().flat_map(Near::lines);
            rows.extend(marked.map(|line| Row::picture(Tone::Plain, format!("  {line}"))));
            rows.extend(why.into_iter().chain([format!("  {}", told.kind)]).map(prose));
            broke_at = told.columns;
        } else if run.troubles.is_empty() {
            let mut text = format!(
                "{} All {} lines came in order, and on their seconds.",
                mark(style, true),
                lines.len(),
            );
            if self.mistake().is_some() {
                text.push_str(" It is repaired: n goes on.");
            }
            rows.push(Row::prose(Tone::Good, text));
        }
        if !run.stderr.is_empty() {
            rows.push(Row::prose(Tone::Plain, "Its standard error ends:"));
            rows.extend(run.stderr.lines().map(|line| Row::code(Tone::Plain, format!("  {line}"))));
        }
        rows.push(Row::blank());
        pictures(rows, &timeline(&self.order, run, columns, style, None));
        if !broke_at.is_empty() {
            rows.push(Row::blank());
            pictures(rows, &broke_at);
        }
    }

    fn list_page(&self, page: &mut Page, filter: &str) {
        let width = self.course.lessons.iter().map(|lesson| lesson.name.len()).max().unwrap_or(0);
        let mut part = 0;
        for at in self.found(filter) {
            let lesson = &self.course.lessons[at];
            if lesson.about.part != part {
                part = lesson.about.part;
                let text = format!("Part {part}: {}", self.course.parts[part - 1]);
                page.rows.push(Row::prose(Tone::Quiet, text));
            }
            let repaired =
                |mistake: &&Mistake| self.progress.repaired(&lesson.name, &mistake.target);
            let state = self.state(lesson);
            let text = format!(
                "{} {} {:width$} {state:5} {}/{}  {}",
                if at == self.lesson { ">" } else { " " },
                lesson.number,
                lesson.name,
                lesson.mistakes.iter().filter(repaired).count(),
                lesson.mistakes.len(),
                lesson.question,
            );
            let tone = if state == "done" { Tone::Good } else { Tone::Plain };
            page.rows.push(Row::picture(tone, text));
        }
    }
}

fn mark(style: Style, good: bool) -> &'static str {
    match (style.glyphs() == Glyphs::UNICODE, good) {
        (true, true) => "✓",
        (true, false) => "✗",
        (false, true) => "ok:",
        (false, false) => "broken:",
    }
}

fn pictures(rows: &mut Vec<Row>, text: &str) {
    rows.extend(text.lines().map(|line| Row::picture(Tone::Plain, line)));
}
