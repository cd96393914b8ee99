//! The page of each step, as rows of text.

use std::fs;

use course::{Kind, Lesson, Run, Variant, shown};
use in_order::report::Style;

use super::{JobState, Session, Step};
use crate::learn::exercise;
use crate::learn::live::timeline;
use crate::learn::predict::words;
use crate::learn::screen::{MOST_LINES, Page, TextRow, Tone, Wants, stamped};

const WELCOME: &str = "Each lesson asks a question. You read a program, predict what it prints and \
                       when, and watch it run. Then you repair programs whose author believed \
                       something else. The keys are at the bottom of the page.";

type Keys = &'static [(&'static str, &'static str)];

impl Session {
    /// The page as it is now. `typed` is the text after the prompt. The marks of `style` become part of
    /// rows, which have a tone of their own, so the style is one without colour.
    pub(crate) fn page(&self, columns: usize, style: Style, typed: &str) -> Page {
        let mut page = Page { note: self.note.clone(), ..Page::default() };
        if let Some(filter) = &self.list {
            self.list_page(&mut page, if typed.is_empty() { filter } else { typed });
            return page;
        }
        let lesson = self.lesson();
        let place = format!("{} {}", lesson.number, lesson.about.title);
        let (title, keys): (_, Keys) = match &self.step {
            Step::Read => {
                self.read_page(&mut page);
                (format!("{place}: the program"), &[("n", "predict"), ("b", "back")])
            }
            Step::Order => {
                self.order_page(&mut page, typed);
                (format!("{place}: predict"), &[("Enter", "skip"), ("b", "program")])
            }
            Step::Seconds(cards) => {
                self.seconds_page(&mut page, cards, typed);
                (format!("{place}: predict"), &[("Enter", "skip"), ("b", "program")])
            }
            Step::Run => {
                self.run_page(&mut page, columns, style);
                let keys: Keys = if lesson.exercises().count() == 0 {
                    &[("n", "next lesson"), ("b", "back")]
                } else {
                    &[("n", "its mistakes"), ("b", "back")]
                };
                (format!("{place}: the run"), keys)
            }
            Step::Exercise(number) => {
                self.exercise_page(&mut page, columns, style);
                let all = lesson.exercises().count();
                let title = format!("{place}: mistake {} of {all}", number + 1);
                (title, EXERCISE_KEYS)
            }
            Step::End => {
                self.end_page(&mut page);
                ("The end".into(), &[("b", "back")])
            }
        };
        page.title = title;
        page.keys = [keys, &[("l", "list"), ("q", "quit")]].concat();
        page
    }

    fn read_page(&self, page: &mut Page) {
        let lesson = self.lesson();
        let rows = &mut page.rows;
        if self.progress.known().lessons.is_empty() {
            rows.extend([TextRow::prose(Tone::Plain, WELCOME), TextRow::blank()]);
        }
        let part = lesson.about.part;
        let (repaired, all) = self.repaired();
        let place = format!(
            "Part {part}, {}. Lesson {} of {}. {repaired} of {all} mistakes repaired.",
            self.course.parts[part - 1],
            self.lesson + 1,
            self.course.lessons.len()
        );
        rows.extend([TextRow::prose(Tone::Quiet, place), TextRow::blank()]);
        rows.extend([TextRow::prose(Tone::Loud, lesson.question.clone()), TextRow::blank()]);
        let source = lesson.source(Variant::Tokio);
        let files =
            format!("This is {}. Its page is {}/README.md.", shown(&source), shown(&lesson.folder));
        rows.extend([TextRow::prose(Tone::Quiet, files), TextRow::blank()]);
        let program = fs::read_to_string(&source)
            .unwrap_or_else(|error| format!("{} cannot be read: {error}", shown(&source)));
        // Its header repeats the question, and says how to run the program.
        let program = program.lines().skip_while(|line| line.starts_with("//!") || line.is_empty());
        rows.extend(program.map(|line| TextRow::code(Tone::Plain, line)));
    }

    fn order_page(&self, page: &mut Page, typed: &str) {
        page.wants = Wants::Numbers("The lines in order, such as 3 1 2");
        let rows = &mut page.rows;
        let question = self.lesson().question.clone();
        rows.extend([TextRow::prose(Tone::Loud, question), TextRow::blank()]);
        rows.push(TextRow::prose(Tone::Plain, "The program prints these lines. In which order?"));
        if self.order.rows().iter().any(|row| row.text.literal().is_none()) {
            rows.push(TextRow::prose(Tone::Plain, "A name in braces can be any word."));
        }
        rows.push(TextRow::blank());
        let chosen: Vec<&str> = words(typed).collect();
        for card in 0..self.cards.shuffled.len() {
            let number = (card + 1).to_string();
            let used = chosen.contains(&number.as_str());
            let tone = if used { Tone::Quiet } else { Tone::Plain };
            let mark = if used { "*" } else { " " };
            rows.push(TextRow::code(tone, format!("{number:>3}{mark} {}", self.cards.text(card))));
        }
    }

    fn seconds_page(&self, page: &mut Page, cards: &[usize], typed: &str) {
        page.wants = Wants::Numbers("The seconds, such as 0 0 1");
        let rows = &mut page.rows;
        let asks = self.cards.asks(cards, &self.order);
        let text = format!(
            "This is your order. When does each line with a question mark come? Type {} seconds; 0 is \
             the start.",
            asks.len()
        );
        rows.extend([TextRow::prose(Tone::Plain, text), TextRow::blank()]);
        let mut chosen = words(typed);
        for (place, &card) in cards.iter().enumerate() {
            let mark = if asks.contains(&place) { chosen.next().unwrap_or("?") } else { "" };
            rows.push(TextRow::code(Tone::Plain, format!("{mark:>5} {}", self.cards.text(card))));
        }
    }

    fn run_page(&self, page: &mut Page, columns: usize, style: Style) {
        let rows = &mut page.rows;
        if matches!(self.job, JobState::Ran(_)) && self.predicted.is_some() {
            if let Some(missed) = self.missed() {
                let text = format!(
                    "{} Your prediction is wrong: {}",
                    style.bad(),
                    missed.sentence(&self.order)
                );
                rows.push(TextRow::prose(Tone::Bad, text));
                self.claim(rows, missed.row());
            } else {
                let text = format!("{} Your prediction is right.", style.good());
                rows.push(TextRow::prose(Tone::Good, text));
            }
            rows.push(TextRow::blank());
        }
        self.job_rows(rows, columns, style);
        let lines = match &self.job {
            JobState::Ran(run) => &run.lines,
            JobState::Live(live) => &live.run.lines,
            _ => return,
        };
        let lines = lines.iter().take(MOST_LINES);
        page.lines = lines.map(|said| TextRow::code(Tone::Plain, stamped(said))).collect();
    }

    /// A row of the expected order, and why it holds.
    fn claim(&self, rows: &mut Vec<TextRow>, row: usize) {
        let row = &self.order.rows()[row];
        let file = shown(&self.lesson().order_file(Variant::Tokio));
        rows.push(TextRow::prose(Tone::Plain, format!("  {}", row.cite(&file))));
        if !row.why.is_empty() {
            rows.push(TextRow::prose(Tone::Plain, format!("  Why: {}.", row.why)));
        }
    }

    fn exercise_page(&self, page: &mut Page, columns: usize, style: Style) {
        let Some(exercise) = self.exercise() else { return };
        let own = self.home.source(&exercise);
        let rows = &mut page.rows;
        let belief = exercise::belief(&exercise).unwrap_or_else(|error| format!("{error:#}"));
        rows.push(TextRow::prose(Tone::Plain, format!("Somebody believed: {belief}")));
        rows.push(TextRow::prose(Tone::Plain, "Repair the program in your editor:"));
        rows.push(TextRow::prose(Tone::Loud, format!("  {}", shown(&own))));
        let text = match exercise.kind {
            Kind::Refused(_) => {
                "It does not compile. It is built each time you save it, and runs once it compiles. It is \
                 repaired when every claim of the lesson holds."
            }
            _ => {
                "It runs each time you save it. It is repaired when every claim of the lesson holds."
            }
        };
        rows.extend([TextRow::prose(Tone::Plain, text), TextRow::blank()]);
        self.job_rows(rows, columns, style);
        if self.hints > 0
            && let Ok(hints) = self.all_hints(&exercise)
        {
            for (number, hint) in hints.iter().enumerate().take(self.hints) {
                rows.push(TextRow::blank());
                let text = format!("Hint {} of {}: {hint}", number + 1, hints.len());
                rows.push(TextRow::prose(Tone::Plain, text));
            }
        }
        if self.difference {
            rows.push(TextRow::blank());
            let lines = exercise::difference(&own, exercise.lesson);
            match lines {
                Ok(lines) => rows.extend(difference_rows(lines)),
                Err(error) => rows.push(TextRow::prose(Tone::Bad, format!("{error:#}"))),
            }
        }
    }

    fn end_page(&self, page: &mut Page) {
        let (repaired, all) = self.repaired();
        let text = format!(
            "This was the last lesson. You repaired {repaired} of {all} mistakes. To see what is left, \
             press l and type new or begun."
        );
        page.rows.push(TextRow::prose(Tone::Plain, text));
    }

    fn list_page(&self, page: &mut Page, filter: &str) {
        page.title = "The lessons".into();
        page.wants = Wants::Text("A number, a name, or words to filter by");
        page.keys = vec![("Enter", "go or back"), ("q Enter", "quit")];
        let width = self.course.lessons.iter().map(|lesson| lesson.name.len()).max().unwrap_or(0);
        let mut part = 0;
        for at in self.found(filter) {
            let lesson = &self.course.lessons[at];
            if lesson.about.part != part {
                part = lesson.about.part;
                let text = format!("Part {part}: {}", self.course.parts[part - 1]);
                page.rows.push(TextRow::prose(Tone::Quiet, text));
            }
            page.rows.push(self.list_row(lesson, at == self.lesson, width));
        }
    }

    fn list_row(&self, lesson: &Lesson, here: bool, width: usize) -> TextRow {
        let state = self.state(lesson);
        let text = format!(
            "{} {} {:width$} {state:5} {}/{}  {}",
            if here { ">" } else { " " },
            lesson.number,
            lesson.name,
            self.repaired_in(lesson),
            lesson.exercises().count(),
            lesson.question,
        );
        TextRow::picture(if state == "done" { Tone::Good } else { Tone::Plain }, text)
    }

    /// What the job has reported.
    fn job_rows(&self, rows: &mut Vec<TextRow>, columns: usize, style: Style) {
        match &self.job {
            JobState::Nothing => {}
            JobState::Builds(what) if what.is_empty() => {
                rows.push(TextRow::prose(Tone::Quiet, "Building ..."));
            }
            JobState::Builds(what) => {
                rows.push(TextRow::prose(Tone::Quiet, format!("{what} ...")));
            }
            JobState::Live(live) => {
                rows.extend([TextRow::prose(Tone::Quiet, "Running ..."), TextRow::blank()]);
                pictures(rows, &live.timeline(columns, style));
            }
            JobState::Ran(run) => self.ran_rows(rows, run, columns, style),
            JobState::Fails(errors) => {
                let text = format!("{} The program does not build.", style.bad());
                rows.push(TextRow::prose(Tone::Bad, text));
                let errors = self.located(errors);
                rows.extend(errors.lines().map(|line| TextRow::code(Tone::Plain, line)));
            }
            JobState::Trouble(error) => {
                rows.push(TextRow::prose(Tone::Bad, format!("{} {error}", style.bad())));
            }
        }
    }

    /// The verdict, and below it the pictures, so that a small screen shows the verdict first.
    fn ran_rows(&self, rows: &mut Vec<TextRow>, run: &Run, columns: usize, style: Style) {
        if let Some(trouble) = run.trouble() {
            let text = format!("{} {}", style.bad(), self.located(&trouble));
            rows.push(TextRow::prose(Tone::Bad, text));
        }
        let broke_at = self.verdict_rows(rows, run, style);
        if !run.stderr.is_empty() {
            rows.push(TextRow::prose(Tone::Plain, "The end of its standard error:"));
            let stderr = self.located(&run.stderr);
            rows.extend(stderr.lines().map(|line| TextRow::code(Tone::Plain, format!("  {line}"))));
        }
        rows.push(TextRow::blank());
        pictures(rows, &timeline(&self.order, run, columns, style, None));
        if let Some(broke_at) = broke_at {
            rows.push(TextRow::blank());
            pictures(rows, &broke_at);
        }
    }

    /// Whether every claim holds, and if not, which one broke. Returns the lines around that place.
    fn verdict_rows(&self, rows: &mut Vec<TextRow>, run: &Run, style: Style) -> Option<String> {
        let lines = run.lines();
        let verdict = self.order.check(&lines);
        let exercise = self.exercise().is_some();
        let Some(first) = verdict.broken.first() else {
            if run.troubles.is_empty() {
                let next = if exercise { " It is repaired: press n to continue." } else { "" };
                let text = format!(
                    "{} All {} lines came in order and at their seconds.{next}",
                    style.good(),
                    lines.len()
                );
                rows.push(TextRow::prose(Tone::Good, text));
            }
            return None;
        };
        let file = shown(&self.lesson().order_file(Variant::Tokio));
        let explanation = self.order.explain(first, &lines, &verdict, &file);
        rows.push(TextRow::prose(Tone::Bad, format!("{} {}", style.bad(), explanation.headline)));
        let missing = if explanation.near.is_some() { "this row is still missing: " } else { "" };
        let cited = explanation.cited.map(|cited| format!("  {missing}{cited}"));
        // In an exercise, the reason is a hint.
        let why = Some(explanation.why).filter(|why| !exercise && !why.is_empty());
        let why = why.map(|why| format!("  why it should hold: {why}"));
        let said = cited.into_iter().chain(why).chain([format!("  {}", explanation.kind)]);
        rows.extend(said.map(|line| TextRow::prose(Tone::Plain, line)));
        Some(explanation.columns)
    }

    /// A text of the compiler or of the program, whose paths the learner can open.
    fn located(&self, text: &str) -> String {
        match self.exercise() {
            Some(exercise) => self.home.located(text, &exercise.id()),
            None => text.into(),
        }
    }
}

const EXERCISE_KEYS: Keys = &[
    ("n", "next"),
    ("b", "back"),
    ("h", "hint"),
    ("d", "difference"),
    ("r", "reset"),
    ("Enter", "run"),
];

fn difference_rows(lines: Vec<(char, String)>) -> Vec<TextRow> {
    if lines.is_empty() {
        return vec![TextRow::prose(Tone::Plain, "Your file is the same as the lesson.")];
    }
    let title = TextRow::prose(Tone::Loud, "From your file (-) to the lesson (+):");
    let rows = lines.into_iter().map(|(sign, line)| {
        let tone = match sign {
            '-' => Tone::Bad,
            '+' => Tone::Good,
            _ => Tone::Plain,
        };
        TextRow::code(tone, format!("{sign} {line}"))
    });
    [title].into_iter().chain(rows).collect()
}

fn pictures(rows: &mut Vec<TextRow>, text: &str) {
    rows.extend(text.lines().map(|line| TextRow::picture(Tone::Plain, line)));
}
