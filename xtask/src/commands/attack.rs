//! `cargo xtask attack`: for every claim, the smallest run that breaks it, and whether the check
//! notices.
//!
//! A claim is broken *alone* if some run breaks it and nothing else. If every run that breaks it also
//! breaks other claims, it *follows* from them. A written `after` that follows adds nothing to the rest
//! of the file: remove it, or say in its comment why it stays. Rows that could match the same line are
//! *alike*: the nth such line belongs to the nth such row. A line that moves becomes another row's, so
//! no run can show the rows themselves in the wrong order.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use course::exit::{Exit, fail};
use course::{Lesson, Program, Run, Variant, shown};
use expected_order::{After, Broken, Claim, Line, Order};
use runner::process::{self, interrupted};
use runner::{Runner, default_jobs, pool};

use crate::commands::claims::describe;
use crate::progress::progress;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Lessons by package, number or folder; all if none is named
    lessons: Vec<String>,
    /// Show the result for every claim
    #[arg(long)]
    claims: bool,
}

/// What a run that breaks a claim shows.
enum Fate {
    /// The check names this claim and no other.
    Alone,
    /// The check also names these.
    Follows(Vec<Claim>),
    /// It orders a row whose line could be another row's.
    Alike,
    /// The check does not name it.
    Unseen,
}

/// Runs the command.
pub(crate) fn attack(options: &Options) -> Result<()> {
    let runner = Runner::new(&options.lessons)?;
    process::take_ctrl_c()?;
    let runs = recorded(&runner)?;
    let width = runner.course.lessons.iter().map(|lesson| lesson.name.len()).max().unwrap_or(0) + 3;
    let mut out =
        format!("{:width$}  claims  alone  follow  alike  broken by a mistake\n", "lesson");
    let mut dead = String::new();
    for lesson in &runner.course.lessons {
        let by_mistakes = broken_by_mistakes(&runner, lesson, &runs);
        for program in attacked(&runner, lesson) {
            let attacked = Attacked::new(&runner, &program, &runs[&program.id()], &by_mistakes)?;
            out.push_str(&attacked.row(width));
            if options.claims {
                out.push_str(&attacked.claims());
            }
            dead.push_str(&attacked.dead());
        }
    }
    io::stdout().write_all((out + &dead).as_bytes())?;
    if dead.is_empty() { Ok(()) } else { bail!("some claims add nothing") }
}

/// The variants of a lesson, one for each file of claims.
fn attacked<'c>(runner: &Runner, lesson: &'c Lesson) -> Vec<Program<'c>> {
    let mut files = BTreeSet::new();
    let variants = lesson.variants().map(|variant| lesson.on(variant));
    variants
        .filter(|program| runner.skips(program).is_none() && files.insert(program.order_file()))
        .collect()
}

/// The runs, by the program's id: one that holds for each program that is attacked, and one of each
/// mistake.
fn recorded(runner: &Runner) -> Result<BTreeMap<String, Run>> {
    let lessons = || runner.course.lessons.iter();
    let variants = lessons().flat_map(|lesson| attacked(runner, lesson));
    let mistakes = lessons().flat_map(Lesson::programs);
    let mistakes = mistakes.filter(|program| !program.is_variant());
    let programs: Vec<Program> = variants.chain(mistakes).collect();
    let bar = progress(programs.len(), "programs");
    let run = |program: &Program| {
        if program.is_variant() {
            return runner.good_run(program);
        }
        runner.run(program, program.lesson.first_second(runner.order(program)))
    };
    let length = |program: &Program| runner.order(program).last_second();
    let mut runs = BTreeMap::new();
    pool(default_jobs(), programs, length, run, |program, run| {
        bar.inc(1);
        runs.insert(program.id(), run);
        Vec::new()
    });
    bar.finish_and_clear();
    if interrupted() {
        return Err(fail(Exit::Interrupted, "interrupted"));
    }
    runs.into_iter().map(|(id, run)| Ok((id, run?))).collect()
}

/// A file of claims, and what happened when each of them was broken.
struct Attacked<'a> {
    program: &'a Program<'a>,
    order: &'a Order,
    /// Each claim, its fate, and whether a mistake breaks it.
    fates: Vec<(Claim, Fate, bool)>,
}

impl<'a> Attacked<'a> {
    fn new(
        runner: &'a Runner,
        program: &'a Program<'a>,
        run: &Run,
        by_mistakes: &HashSet<Claim>,
    ) -> Result<Self> {
        let order = runner.order(program);
        let texts = texts(order, run)?;
        // Mistakes are checked against the claims on Tokio.
        let tokio = program.order_file() == program.lesson.order_file(Variant::Tokio);
        let fates = order.claims().map(|claim| {
            (claim, fate(order, &texts, claim), tokio && by_mistakes.contains(&claim))
        });
        Ok(Self { program, order, fates: fates.collect() })
    }

    fn row(&self, width: usize) -> String {
        let count =
            |is: fn(&Fate) -> bool| self.fates.iter().filter(|(_, fate, _)| is(fate)).count();
        format!(
            "{:width$}  {:6}  {:5}  {:6}  {:5}  {:6}\n",
            title(self.program.lesson, self.program.variant()),
            self.fates.len(),
            count(|fate| matches!(fate, Fate::Alone)),
            count(|fate| matches!(fate, Fate::Follows(_))),
            count(|fate| matches!(fate, Fate::Alike)),
            self.fates.iter().filter(|(.., named)| *named).count(),
        )
    }

    fn claims(&self) -> String {
        self.fates.iter().fold(String::new(), |mut out, (claim, fate, named)| {
            let _ = writeln!(out, "    {}", tell(self.order, *claim, fate, *named));
            out
        })
    }

    /// The claims that add nothing, and why.
    fn dead(&self) -> String {
        let file = shown(&self.program.order_file());
        self.fates.iter().fold(String::new(), |mut out, (claim, fate, _)| {
            if let Some(why) = says_nothing(self.order, *claim, fate) {
                let line = claim.row().map_or(1, |row| self.order.rows()[row].line);
                let claim = describe(self.order, *claim);
                let _ = writeln!(out, "{file}:{line}: {claim}: {why}");
            }
            out
        })
    }
}

fn title(lesson: &Lesson, variant: Variant) -> String {
    let own = lesson.order_file(variant) != lesson.order_file(Variant::Tokio);
    let on = if own { format!(" ({variant})") } else { String::new() };
    format!("{} {}{on}", lesson.number, lesson.name)
}

/// Why a written claim adds nothing, unless its comment says why it stays.
fn says_nothing(order: &Order, claim: Claim, fate: &Fate) -> Option<String> {
    match (fate, claim) {
        (Fate::Unseen, _) => Some("the check did not notice when this claim was broken".into()),
        (Fate::Follows(others), Claim::After { row, .. }) if order.rows()[row].why.is_empty() => {
            let others: Vec<String> = others.iter().map(|&other| describe(order, other)).collect();
            Some(format!(
                "this adds nothing, because it follows from {}; remove it, or say in its comment why it stays",
                others.join(", and "),
            ))
        }
        _ => None,
    }
}

fn tell(order: &Order, claim: Claim, fate: &Fate, by_mistake: bool) -> String {
    let fate = match fate {
        Fate::Alone => "alone".into(),
        Fate::Follows(others) => {
            let others: Vec<String> = others.iter().map(|&other| describe(order, other)).collect();
            format!("follows from {}", others.join(", and "))
        }
        Fate::Alike => "alike: another row could have the same line".into(),
        Fate::Unseen => "NOT SEEN".into(),
    };
    let mistake = if by_mistake { "; broken by a mistake" } else { "" };
    format!("{}: {fate}{mistake}", describe(order, claim))
}

/// Every claim that a mistake of the lesson breaks for certain.
fn broken_by_mistakes(
    runner: &Runner,
    lesson: &Lesson,
    runs: &BTreeMap<String, Run>,
) -> HashSet<Claim> {
    let order = runner.order(&lesson.on(Variant::Tokio));
    let mut broken = HashSet::new();
    for mistake in &lesson.mistakes {
        let verdict = runs[&lesson.mistake(mistake).id()].check(order);
        for Broken { claim, .. } in verdict.broken.iter().filter(|broken| broken.is_certain()) {
            broken.insert(*claim);
            // `after *` is one claim, whichever row came too late for it.
            if let Claim::After { row, .. } = claim
                && order.rows()[*row].after == After::All
            {
                let of_row = order.claims().filter(|other| other.row() == Some(*row));
                broken.extend(of_row.filter(|other| matches!(other, Claim::After { .. })));
            }
        }
    }
    broken
}

/// The text that each row had in a run that holds.
fn texts(order: &Order, run: &Run) -> Result<Vec<String>> {
    let line_of = run.check(order).line_of;
    let texts = line_of.into_iter().map(|line| line.map(|line| run.lines[line].text.clone()));
    texts.collect::<Option<_>>().context("a run that holds has every row")
}

/// Breaks a claim with the smallest possible change, and looks at which claims the check names.
fn fate(order: &Order, texts: &[String], claim: Claim) -> Fate {
    let mut best: Option<Vec<Claim>> = None;
    for run in attempts(order, texts, claim) {
        let lines: Vec<Line> = run.iter().map(|(at, text)| Line { at: *at, text }).collect();
        let broken: Vec<Claim> =
            order.check(&lines).broken.iter().map(|broken| broken.claim).collect();
        let (hits, others): (Vec<Claim>, Vec<Claim>) =
            broken.into_iter().partition(|&other| is_hit(order, claim, other));
        if hits.is_empty() {
            continue;
        }
        if best.as_ref().is_none_or(|best| others.len() < best.len()) {
            best = Some(others);
        }
    }
    match (best, claim) {
        (Some(others), _) if others.is_empty() => Fate::Alone,
        (Some(others), _) => Fate::Follows(others),
        (None, Claim::Lane { row, before } | Claim::After { row, before })
            if [row, before].iter().any(|&row| has_a_double(order, texts, row)) =>
        {
            Fate::Alike
        }
        (None, _) => Fate::Unseen,
    }
}

/// Whether the line of a row could be another row's, which then takes it when it moves.
fn has_a_double(order: &Order, texts: &[String], row: usize) -> bool {
    let mut others = order.rows().iter().enumerate().filter(|(other, _)| *other != row);
    others.any(|(_, other)| other.text.matches(&texts[row]))
}

/// Whether a broken claim is the attacked one. Of several rows with one text, the last one is missing.
/// For `after *`, any row above may have come too late.
fn is_hit(order: &Order, claim: Claim, broken: Claim) -> bool {
    match (claim, broken) {
        (Claim::Comes { row }, Claim::Comes { row: missed }) => {
            order.rows()[row].text == order.rows()[missed].text
        }
        (Claim::After { row, .. }, Claim::After { row: other, .. })
            if order.rows()[row].after == After::All =>
        {
            row == other
        }
        _ => claim == broken,
    }
}

type Stamped = Vec<(Duration, String)>;

/// Runs that break a claim, each in another way.
fn attempts(order: &Order, texts: &[String], claim: Claim) -> Vec<Stamped> {
    let rows = order.rows();
    let seconds: Vec<Option<Duration>> = rows.iter().map(|row| row.second).collect();
    let good = || schedule(order, &causes(order), &seconds).unwrap_or_default();
    let print = |run: Vec<(usize, Duration)>| -> Stamped {
        run.into_iter().map(|(row, at)| (at, texts[row].clone())).collect()
    };
    match claim {
        Claim::Comes { row } => {
            vec![print(good().into_iter().filter(|(other, _)| *other != row).collect())]
        }
        Claim::NothingElse => {
            let mut run = print(good());
            let end = run.last().map_or(Duration::ZERO, |(at, _)| *at);
            run.push((end, "a line that no row expects".into()));
            vec![run]
        }
        Claim::Second { row } => {
            let second = rows[row].second.unwrap_or_default();
            let moved = [Some(second + order.tolerance()), second.checked_sub(order.tolerance())];
            moved
                .into_iter()
                .flatten()
                .filter_map(|at| {
                    let mut seconds = seconds.clone();
                    seconds[row] = Some(at);
                    schedule(order, &causes(order), &seconds).map(print)
                })
                .collect()
        }
        Claim::Lane { row, before } => {
            turned_round(order, &seconds, row, before).into_iter().map(print).collect()
        }
        Claim::After { row, before } => {
            let befores = match rows[row].after {
                After::All => last_of_other_lanes(order, row),
                After::Rows(_) => vec![before],
            };
            let runs =
                befores.into_iter().flat_map(|before| turned_round(order, &seconds, row, before));
            runs.map(print).collect()
        }
    }
}

/// Runs in which `row` comes before `before`: one that keeps every other cause, if there is one, and
/// one that moves the row alone.
fn turned_round(
    order: &Order,
    seconds: &[Option<Duration>],
    row: usize,
    before: usize,
) -> Vec<Vec<(usize, Duration)>> {
    let mut edges = causes(order);
    edges.retain(|edge| *edge != (before, row));
    edges.push((row, before));
    let kept = schedule(order, &edges, seconds);
    let mut moved = schedule(order, &causes(order), seconds).unwrap_or_default();
    if let Some(at) = moved.iter().position(|(other, _)| *other == row) {
        moved.remove(at);
    }
    if let Some(to) = moved.iter().position(|(other, _)| *other == before) {
        let at = moved[to].1;
        moved.insert(to, (row, at));
    }
    kept.into_iter().chain([moved]).collect()
}

/// All causes as pairs of rows, the earlier first.
fn causes(order: &Order) -> Vec<(usize, usize)> {
    let mut edges = Vec::new();
    for (index, row) in order.rows().iter().enumerate() {
        edges.extend(row.above.map(|above| (above, index)));
        match &row.after {
            After::Rows(rows) => edges.extend(rows.iter().map(|&before| (before, index))),
            After::All => edges.extend(
                last_of_other_lanes(order, index).into_iter().map(|before| (before, index)),
            ),
        }
    }
    edges
}

/// The nearest row above of each lane but a row's own.
fn last_of_other_lanes(order: &Order, row: usize) -> Vec<usize> {
    let rows = order.rows();
    let lanes = (0..order.lanes().len()).filter(|&lane| lane != rows[row].lane);
    lanes.filter_map(|lane| (0..row).rev().find(|&above| rows[above].lane == lane)).collect()
}

/// An order of all rows that keeps these causes, each row as near to its second as they let it.
/// None if the causes contradict each other.
fn schedule(
    order: &Order,
    edges: &[(usize, usize)],
    seconds: &[Option<Duration>],
) -> Option<Vec<(usize, Duration)>> {
    let count = order.rows().len();
    let mut done = vec![false; count];
    let mut now = Duration::ZERO;
    let mut run = Vec::with_capacity(count);
    while run.len() < count {
        let ready = (0..count).filter(|&row| {
            !done[row] && edges.iter().all(|&(before, after)| after != row || done[before])
        });
        let next = ready.min_by_key(|&row| (seconds[row].unwrap_or(now).max(now), row))?;
        now = now.max(seconds[next].unwrap_or(now));
        done[next] = true;
        run.push((next, now));
    }
    Some(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fates(text: &str) -> Vec<String> {
        let order: Order = text.parse().expect("the order is well formed");
        let texts: Vec<String> = order.rows().iter().map(|row| row.text.to_string()).collect();
        order
            .claims()
            .map(|claim| tell(&order, claim, &fate(&order, &texts, claim), false))
            .collect()
    }

    #[test]
    fn each_claim_is_broken_alone_or_says_from_what_it_follows() {
        let fates = fates("0s a | one\n0s b after a | two\n1s b after a | three\nb | three\n");
        let expected = [
            "\"one\" comes: alone",
            "\"one\" comes at 0s: follows from \"two\" comes at 0s",
            "\"two\" comes: alone",
            "\"two\" comes after \"one\" of lane a: alone",
            "\"two\" comes at 0s: alone",
            "\"three\" comes: alone",
            "\"three\" comes after \"two\", in lane b: follows from \"two\" comes at 0s",
            "\"three\" comes after \"one\" of lane a: follows from \"three\" comes after \"two\", in lane b",
            "\"three\" comes at 1s: alone",
            "\"three\" comes: alone",
            "\"three\" comes after \"three\", in lane b: alike: another row could have the same line",
            "nothing else comes: alone",
        ];
        for (fate, expected) in fates.iter().zip(expected) {
            assert!(fate.starts_with(expected), "{fate}\nis not\n{expected}");
        }
        assert_eq!(fates.len(), expected.len());
    }

    #[test]
    fn an_after_that_follows_needs_a_comment() {
        let text = "0s a | one\n1s b after a | two\n";
        for (text, excused) in
            [(text.to_owned(), false), (text.replace("1s", "# a join\n1s"), true)]
        {
            let order: Order = text.parse().expect("the order is well formed");
            let claim = Claim::After { row: 1, before: 0 };
            let texts = ["one".to_owned(), "two".to_owned()];
            let nothing = says_nothing(&order, claim, &fate(&order, &texts, claim));
            assert_eq!(nothing.is_none(), excused, "{nothing:?}");
        }
    }
}
