//! Checks every program of every lesson: its claims, that each mistake is rejected, and that the compiler
//! refuses each program that must not compile.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::Result;
use course::results::{
    LessonResult, MistakeResult, Outcome, Place, RefusedResult, Results, Status, Try, VERSION,
};
use course::{Breaks, Kind, Lesson, Program, Run, Variant, relative};

use crate::attempts::{ALL, attempts};
use crate::judge::{Judgement, Rejection, judge, judge_mistake};
use crate::pool::pool;
use crate::process::interrupted;
use crate::refused;
use crate::run::second_text;
use crate::runner::Runner;

/// Runs every program of the runner's lessons, `jobs` at a time. `second` is the lesson second of the
/// first try, if it is not each lesson's own. `step` is called after each program.
///
/// A variant that holds runs once more at another second, because a delay that is not counted in lesson
/// seconds is right at only one length of a second. If `second` is given, it does not run again.
///
/// A mistake runs after its lesson has passed, at the speed at which it passed.
pub fn verify(
    runner: &Runner,
    second: Option<Duration>,
    jobs: usize,
    mut step: impl FnMut() + Send,
) -> Results {
    let start = Instant::now();
    let mut lessons: Vec<LessonResult> =
        runner.course.lessons.iter().map(|lesson| not_run(runner, lesson)).collect();
    let first = runner.course.lessons.iter().enumerate().flat_map(|(index, lesson)| {
        let runs = |program: &Program| program.is_variant() && runner.skips(program).is_none();
        lesson.programs().filter(runs).map(move |program| Job {
            lesson: index,
            program,
            second: second.unwrap_or_else(|| lesson.first_second(runner.order(&program))),
            further: second.is_none(),
        })
    });
    let first = first.collect();
    let run = |job: &Job| verify_program(runner, &job.program, job.second, job.further);
    pool(
        jobs,
        first,
        |job| job.length(runner),
        run,
        |job, outcome| {
            step();
            let more = job.mistakes(&outcome);
            if let Some(result) = lessons[job.lesson].outcome_mut(&job.program) {
                *result = outcome;
            }
            more
        },
    );
    let took_s = start.elapsed().as_secs_f64();
    if !interrupted() {
        refuse(runner, &mut lessons);
    }
    let outcomes = || lessons.iter().flat_map(LessonResult::outcomes);
    Results {
        version: VERSION,
        runs: outcomes().map(|outcome| outcome.tries.len()).sum(),
        repeated: outcomes().map(Outcome::repeated).sum(),
        real_s: outcomes().map(|outcome| outcome.lesson_s).sum(),
        took_s,
        interrupted: interrupted(),
        versions: Vec::new(),
        lessons,
    }
}

/// Runs a variant until it holds, or until it certainly does not. It starts with the lesson's own second.
#[must_use]
pub fn verify_variant(runner: &Runner, program: &Program) -> Outcome {
    verify_program(runner, program, program.lesson.first_second(runner.order(program)), true)
}

/// One program to run.
struct Job<'c> {
    lesson: usize,
    program: Program<'c>,
    /// The lesson second of the first try.
    second: Duration,
    /// Whether it must also hold at another second.
    further: bool,
}

impl<'c> Job<'c> {
    /// About how long it takes, together with what follows it.
    fn length(&self, runner: &Runner) -> Duration {
        let length = runner.order(&self.program).last_second().mul_f64(self.second.as_secs_f64());
        match self.program.kind {
            // Mistakes tend to hang, and then take up to the lesson's limit.
            Kind::Mistake(_) | Kind::Refused(_) => length * 3,
            Kind::Variant(Variant::Tokio) if !self.program.lesson.mistakes.is_empty() => length * 3,
            Kind::Variant(_) => length,
        }
    }

    /// The lesson's mistakes, which run only if the lesson holds.
    fn mistakes(&self, outcome: &Outcome) -> Vec<Self> {
        let lesson: &'c Lesson = self.program.lesson;
        let holds = outcome.status == Status::Ok;
        if !matches!(self.program.kind, Kind::Variant(Variant::Tokio)) || !holds {
            return Vec::new();
        }
        let second = outcome.run.as_ref().map_or(self.second, |run| run.second);
        let job = |mistake| Self {
            lesson: self.lesson,
            program: lesson.mistake(mistake),
            second,
            further: false,
        };
        lesson.mistakes.iter().map(job).collect()
    }
}

/// An empty result for each program, or the reason why it is not run.
fn not_run(runner: &Runner, lesson: &Lesson) -> LessonResult {
    let outcome = |variant| {
        let program = lesson.on(variant);
        let not_run = |status, why: &str| Outcome { status, why: why.into(), ..Outcome::default() };
        match (lesson.about.without.get(&variant), runner.skips(&program)) {
            (Some(why), _) => not_run(Status::NotApplicable, why),
            (None, Some(why)) => not_run(Status::Skipped, &why),
            (None, None) => Outcome::default(),
        }
    };
    let variants: BTreeMap<_, _> =
        Variant::ALL.into_iter().map(|variant| (variant, outcome(variant))).collect();
    let mistakes = lesson.mistakes.iter().map(|mistake| MistakeResult {
        name: mistake.short().into(),
        breaks: mistake.breaks.to_string(),
        outcome: Outcome::default(),
    });
    let refused = lesson.refused.iter().map(|refused| RefusedResult {
        name: refused.name.clone(),
        refused: refused.to_string(),
        message: String::new(),
        outcome: Outcome::default(),
    });
    LessonResult {
        number: lesson.number.clone(),
        name: lesson.name.clone(),
        title: lesson.about.title.clone(),
        variants,
        mistakes: mistakes.collect(),
        refused: refused.collect(),
    }
}

/// Compiles all programs that must not compile, after everything that is timed has ended.
fn refuse(runner: &Runner, lessons: &mut [LessonResult]) {
    let compiled = refused::compile(&runner.course);
    if interrupted() {
        return;
    }
    let course = runner.course.lessons.iter().zip(lessons);
    match compiled {
        Ok(compiled) => {
            if compiled.is_empty() {
                return;
            }
            let records = refused::records(&runner.course);
            let mut compiled = compiled.iter();
            for result in course.flat_map(|(_, result)| &mut result.refused) {
                let Some(one) = compiled.next() else { continue };
                result.message.clone_from(&one.message);
                result.outcome = one.outcome(&runner.course, &records);
            }
        }
        Err(error) => {
            for (lesson, result) in course {
                for (refused, result) in lesson.refused.iter().zip(&mut result.refused) {
                    let file = relative(&lesson.refused(refused).source(), &runner.course.root);
                    result.outcome = Outcome {
                        status: Status::Failed,
                        why: format!("was not compiled: {error:#}"),
                        at: Some(Place { file, line: refused.line }),
                        ..Outcome::default()
                    };
                }
            }
        }
    }
}

/// Runs a program with longer and longer seconds, as long as a slow machine alone can have caused what is
/// wrong. With `further`, a program that holds must also hold at another second.
fn verify_program(runner: &Runner, program: &Program, first: Duration, further: bool) -> Outcome {
    let mut tries = Vec::new();
    let mut last = tried(runner, program, first, ALL, &mut tries);
    if let (true, Ok((run, Judgement::Holds, _))) = (further, &last) {
        let second = run.second;
        let noted = tries.len();
        let other = tried(runner, program, second.mul_f64(ANOTHER), SOME, &mut tries);
        tries[noted..].iter_mut().for_each(|further| further.further = true);
        match other {
            // Late at a longer second but on time at a shorter one: that was the machine.
            Ok((_, Judgement::Holds | Judgement::MayBeNoise, _)) => {}
            Ok((run, judgement, why)) => {
                let why = format!("{why}. {}", holds_at_one_second_only(second, run.second));
                last = Ok((run, judgement, why));
            }
            Err(error) => last = Err(error),
        }
    }
    if interrupted() {
        return Outcome::default();
    }
    let failed = |why: String| Outcome {
        status: Status::Failed,
        why,
        at: Some(Place { file: relative(&program.order_file(), &runner.course.root), line: 1 }),
        ..Outcome::default()
    };
    match last {
        Err(error) => Outcome { tries, ..failed(format!("{error:#}")) },
        Ok((run, judgement, why)) => {
            let outcome = match judgement {
                Judgement::Holds => Outcome { status: Status::Ok, ..Outcome::default() },
                _ => Outcome { at: Some(place(runner, program, &run)), ..failed(why) },
            };
            Outcome { tries, lesson_s: run.took.as_secs_f64(), run: Some(run), ..outcome }
        }
    }
}

/// How much longer the second is when a variant that holds runs once more. At more than twice the length,
/// a line after a fixed delay of one former second is early by more than half a lesson second, which a
/// slow machine cannot cause.
const ANOTHER: f64 = 2.5;

/// How many times that is tried.
const SOME: usize = 3;

fn holds_at_one_second_only(one: Duration, other: Duration) -> String {
    format!(
        "It holds when a lesson second takes {}, and not when it takes {}: count every wait with secs()",
        second_text(one),
        second_text(other)
    )
}

/// Runs a program until it holds, or until it certainly does not, or until all tries are used up.
fn tried(
    runner: &Runner,
    program: &Program,
    first: Duration,
    most: usize,
    tries: &mut Vec<Try>,
) -> Result<(Run, Judgement, String)> {
    let run = |second| -> Result<(Run, Judgement, String)> {
        let run = runner.run(program, second)?;
        tries.push(note(runner, program, &run));
        let (judgement, why) = judged(runner, program, &run);
        Ok((run, judgement, why))
    };
    let again = |(_, judgement, _): &(Run, Judgement, String), attempt| {
        judgement.is_worth_another_try(attempt) && !interrupted()
    };
    attempts(first, most, run, again)
}

/// The judgement on a run, and what is wrong with it in one sentence.
fn judged(runner: &Runner, program: &Program, run: &Run) -> (Judgement, String) {
    let order = runner.order(program);
    let first = || {
        let lines = run.lines();
        let verdict = order.check(&lines);
        verdict.broken.first().map(|first| order.headline(first, &lines))
    };
    let Kind::Mistake(mistake) = program.kind else {
        return (judge(run, order), first().or(run.trouble()).unwrap_or_default());
    };
    match judge_mistake(run, order, &mistake.breaks) {
        Ok(()) => (Judgement::Holds, String::new()),
        Err((Rejection::OtherReason(headline), judgement)) => {
            (judgement, format!("is rejected for another reason: {headline}"))
        }
        Err((Rejection::BreaksNoClaim, judgement)) => {
            let what = match run.trouble() {
                Some(trouble) => format!("breaks no claim, though {trouble}"),
                None => "breaks no claim; every claim of the lesson holds for it".into(),
            };
            (judgement, what)
        }
    }
}

fn note(runner: &Runner, program: &Program, run: &Run) -> Try {
    let (order, lines) = (runner.order(program), run.lines());
    let verdict = order.check(&lines);
    let broke = verdict.broken.first().and_then(|broken| Breaks::of(broken, order, &lines));
    Try {
        second_ms: run.second.as_secs_f64() * 1e3,
        broke: broke.map(|claim| claim.to_string()),
        further: false,
    }
}

/// Where the first broken claim is; the file itself if none is broken.
fn place(runner: &Runner, program: &Program, run: &Run) -> Place {
    let order = runner.order(program);
    let verdict = run.check(order);
    let row = verdict.broken.first().and_then(|broken| broken.claim.row());
    let line = row.map_or(1, |row| order.rows()[row].line);
    Place { file: relative(&program.order_file(), &runner.course.root), line }
}
