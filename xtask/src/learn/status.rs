//! `cargo xtask learn --status`: the learner's progress in each lesson, for a teacher.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anyhow::{Result, bail};
use serde::Serialize;

use crate::learn::exercise::Home;
use crate::learn::progress::{Prediction, Progress};
use course::{Course, Lesson, Program, shown};

#[derive(Serialize)]
struct Status<'a> {
    version: u32,
    /// The lesson that the learner was in last.
    lesson: Option<&'a str>,
    mistake: Option<&'a str>,
    lessons: Vec<LessonStatus<'a>>,
}

#[derive(Serialize)]
struct LessonStatus<'a> {
    number: &'a str,
    name: &'a str,
    title: &'a str,
    prediction: Option<Prediction>,
    ran: bool,
    mistakes: Vec<MistakeStatus<'a>>,
}

#[derive(Serialize)]
struct MistakeStatus<'a> {
    name: &'a str,
    repaired: bool,
    hints: usize,
}

/// Prints the progress. It writes no file, and does not move a file that it cannot read.
pub(crate) fn status(course: &Course, json: bool) -> Result<()> {
    let file = Home::new(course).progress();
    let progress = match Progress::read(&file) {
        Ok(progress) => progress,
        Err(why) => {
            bail!("{} cannot be read: {why}; `cargo xtask learn` moves it aside", shown(&file))
        }
    };
    let status = Status {
        version: 1,
        lesson: progress.lesson.as_deref(),
        mistake: progress.mistake.as_deref(),
        lessons: course.lessons.iter().map(|lesson| of_lesson(lesson, &progress)).collect(),
    };
    if json {
        serde_json::to_writer_pretty(io::stdout(), &status)?;
        println!();
        return Ok(());
    }
    Ok(io::stdout().write_all(table(&status).as_bytes())?)
}

fn of_lesson<'a>(lesson: &'a Lesson, progress: &Progress) -> LessonStatus<'a> {
    let known = progress.lessons.get(&lesson.name);
    let of_exercise = |exercise: Program<'a>| {
        let known = known.and_then(|known| known.mistakes.get(&exercise.id()));
        MistakeStatus {
            name: exercise.short(),
            repaired: known.is_some_and(|known| known.repaired),
            hints: known.map_or(0, |known| known.hints),
        }
    };
    LessonStatus {
        number: &lesson.number,
        name: &lesson.name,
        title: &lesson.about.title,
        prediction: known.and_then(|known| known.prediction),
        ran: known.is_some_and(|known| known.ran),
        mistakes: lesson.exercises().map(of_exercise).collect(),
    }
}

fn table(status: &Status) -> String {
    let width = status.lessons.iter().map(|lesson| lesson.name.len()).max().unwrap_or(0).max(6);
    let mut out = format!("   {:width$}  prediction  ran  repaired  hints\n", "lesson");
    for lesson in &status.lessons {
        let prediction = match lesson.prediction {
            None => "-",
            Some(Prediction::Right) => "right",
            Some(Prediction::Wrong) => "wrong",
        };
        let repaired = lesson.mistakes.iter().filter(|mistake| mistake.repaired).count();
        let repaired = format!("{repaired} of {}", lesson.mistakes.len());
        let hints: usize = lesson.mistakes.iter().map(|mistake| mistake.hints).sum();
        let here = if status.lesson == Some(lesson.name) { "  <-- here" } else { "" };
        let _ = writeln!(
            out,
            "{} {:width$}  {prediction:10}  {:3}  {repaired:8}  {hints:5}{here}",
            lesson.number,
            lesson.name,
            if lesson.ran { "yes" } else { "-" },
        );
    }
    out
}
