//! A second implementation of the expected-order language, slow and straight from its description: it
//! answers every question by looking at all rows, all lines, or all ways to assign lines to rows.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::cell::RefCell;
use std::collections::HashMap;
use std::env;
use std::fmt::Write;
use std::ops::RangeInclusive;
use std::time::Duration;

use expected_order::{Broken, Claim, Line};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::FileFailurePersistence;

/// As many cases as the environment says, or else `cases`.
pub(crate) fn config(cases: u32) -> ProptestConfig {
    let told = env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: told.unwrap_or(cases),
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

pub(crate) const LANES: [&str; 4] = ["a", "b", "main", "log"];

/// Texts that could match one line in many ways; every fifth row has one.
const SHARED: [&str; 12] =
    ["x", "y", "x y", "{w}", "{v}", "{w} y", "x {w}", "{a}x{b}", "{{x", "{{{w}", "got {n}-{m}", ""];

/// The words for captures in a line.
const WORDS: [&str; 5] = ["x", "y", "xyx", "7", "é{|"];

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum After {
    Lanes(Vec<usize>),
    All,
}

#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) lane: usize,
    pub(crate) after: After,
    /// In quarters of a second.
    pub(crate) second: Option<u32>,
    pub(crate) text: String,
    pub(crate) why: Vec<&'static str>,
    /// Blanks between words.
    pub(crate) gap: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) rows: Vec<Row>,
    pub(crate) crlf: bool,
}

/// One line of a run, with its own text.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) at: Duration,
    pub(crate) text: String,
}

pub(crate) fn lines(run: &[Said]) -> Vec<Line<'_>> {
    run.iter().map(|said| Line { at: said.at, text: &said.text }).collect()
}

/// Rows whose `after`s fit, and whose seconds and texts need not.
pub(crate) fn any_file(rows: RangeInclusive<usize>) -> impl Strategy<Value = File> {
    let after = prop_oneof![
        4 => Just(After::Lanes(Vec::new())),
        4 => vec(0..LANES.len(), 1..=3).prop_map(After::Lanes),
        1 => Just(After::All),
    ];
    let text = prop_oneof![4 => Just(None), 1 => select(&SHARED[..]).prop_map(Some)];
    let why = vec(select(&["why", "  it waits", ""][..]), 0..3);
    let row = (0..LANES.len(), after, option::of(0..9_u32), text, why, 1..4_usize);
    (vec(row, rows), any::<bool>()).prop_map(|(rows, crlf)| {
        let mut file = File { rows: Vec::new(), crlf };
        for (n, (lane, after, second, text, why, gap)) in rows.into_iter().enumerate() {
            let text = text.map_or_else(|| format!("line {n} | of  {lane}"), str::to_owned);
            file.rows.push(Row { lane, after, second, text, why, gap });
            file.fit_after(n);
        }
        file
    })
}

/// Files that must be accepted.
pub(crate) fn file(rows: RangeInclusive<usize>) -> impl Strategy<Value = File> {
    any_file(rows).prop_map(|mut file| {
        for row in 0..file.rows.len() {
            if file.undecided_at(row) {
                file.rows[row].after = After::All;
            }
            if file.too_early(row) {
                file.rows[row].second = file.behind(row);
            }
        }
        file
    })
}

impl Row {
    /// The words left of the bar.
    pub(crate) fn claims(&self) -> Vec<String> {
        let mut words = Vec::new();
        words.extend(self.second.map(|quarters| format!("{}s", f64::from(quarters) / 4.0)));
        words.push(LANES[self.lane].into());
        match &self.after {
            After::All => words.extend(["after".into(), "*".into()]),
            After::Lanes(lanes) if lanes.is_empty() => {}
            After::Lanes(lanes) => {
                words.push("after".into());
                words.extend(lanes.iter().map(|&lane| LANES[lane].into()));
            }
        }
        words
    }
}

impl File {
    /// Takes lanes away from an `after` that have no row above, the row's own, and doubled ones.
    fn fit_after(&mut self, row: usize) {
        let above: Vec<usize> = self.rows[..row].iter().map(|row| row.lane).collect();
        let own = self.rows[row].lane;
        match &mut self.rows[row].after {
            After::All if above.iter().all(|&lane| lane == own) => {
                self.rows[row].after = After::Lanes(Vec::new());
            }
            After::All => {}
            After::Lanes(lanes) => {
                let mut seen = Vec::new();
                lanes.retain(|lane| {
                    let fits = above.contains(lane) && *lane != own && !seen.contains(lane);
                    seen.push(*lane);
                    fits
                });
            }
        }
    }

    pub(crate) fn source(&self) -> String {
        let end = if self.crlf { "\r\n" } else { "\n" };
        let mut out = format!("# a title, and nothing about a row{end}{end}");
        for row in &self.rows {
            for why in &row.why {
                let _ = write!(out, "{}{end}", format!("# {why}").trim_end());
            }
            let claims = row.claims().join(&" ".repeat(row.gap));
            let text = if row.text.is_empty() { "" } else { " " };
            let _ = write!(out, "{claims}{}|{text}{}{end}", " ".repeat(row.gap), row.text);
        }
        out
    }

    /// The nearest row above of a lane.
    pub(crate) fn above(&self, row: usize, lane: usize) -> Option<usize> {
        (0..row).rev().find(|&above| self.rows[above].lane == lane)
    }

    /// Every claim, row by row.
    pub(crate) fn claims(&self) -> Vec<Claim> {
        let mut claims = Vec::new();
        for (row, this) in self.rows.iter().enumerate() {
            claims.push(Claim::Comes { row });
            claims.extend(self.above(row, this.lane).map(|before| Claim::Lane { row, before }));
            let after = match &this.after {
                // One row represents all: the nearest one.
                After::All => (0..row)
                    .rev()
                    .find(|&above| self.rows[above].lane != this.lane)
                    .into_iter()
                    .collect(),
                After::Lanes(lanes) => {
                    lanes.iter().filter_map(|&lane| self.above(row, lane)).collect::<Vec<_>>()
                }
            };
            claims.extend(after.into_iter().map(|before| Claim::After { row, before }));
            claims.extend(this.second.map(|_| Claim::Second { row }));
        }
        claims.push(Claim::NothingElse);
        claims
    }

    /// The rows that a row comes after, as its claims say it.
    pub(crate) fn causes(&self, row: usize) -> Vec<usize> {
        let own = self.rows[row].lane;
        let after = match &self.rows[row].after {
            After::All => (0..row).filter(|&above| self.rows[above].lane != own).collect(),
            After::Lanes(lanes) => {
                lanes.iter().filter_map(|&lane| self.above(row, lane)).collect::<Vec<_>>()
            }
        };
        self.above(row, own).into_iter().chain(after).collect()
    }

    /// Whether causes lead from one row to another, over any number of rows in between.
    pub(crate) fn leads(&self, from: usize, to: usize) -> bool {
        self.causes(to).into_iter().any(|cause| cause == from || self.leads(from, cause))
    }

    /// The largest second of all rows that a row comes after.
    pub(crate) fn behind(&self, row: usize) -> Option<u32> {
        (0..row)
            .filter(|&above| self.leads(above, row))
            .filter_map(|row| self.rows[row].second)
            .max()
    }

    fn too_early(&self, row: usize) -> bool {
        self.rows[row].second.is_some_and(|own| self.behind(row).is_some_and(|least| own < least))
    }

    fn undecided_at(&self, row: usize) -> bool {
        (0..row).any(|above| {
            overlap(&self.rows[above].text, &self.rows[row].text) && !self.leads(above, row)
        })
    }

    /// Whether a run can be checked against this file.
    pub(crate) fn is_valid(&self) -> bool {
        (0..self.rows.len()).all(|row| !self.undecided_at(row) && !self.too_early(row))
    }

    pub(crate) fn tolerance(&self) -> Duration {
        let seconds = || self.rows.iter().filter_map(|row| row.second);
        let gaps = seconds().flat_map(|a| seconds().map(move |b| a.abs_diff(b)));
        gaps.filter(|gap| *gap > 0).map(quarters).chain([quarters(4)]).min().unwrap() / 2
    }

    fn second(&self, row: usize) -> Option<Duration> {
        self.rows[row].second.map(quarters)
    }

    fn on_time(&self, row: usize, at: Duration) -> bool {
        self.second(row).is_none_or(|second| at.abs_diff(second) < self.tolerance())
    }

    /// Whether the rows, in this order, keep every cause and come by rising seconds.
    pub(crate) fn is_extension(&self, rows: &[usize]) -> bool {
        let place = |row: usize| rows.iter().position(|&other| other == row).unwrap();
        rows.iter().all(|&row| {
            let causes = self.causes(row).into_iter().all(|cause| place(cause) < place(row));
            let earlier = |other: usize| self.rows[other].second < self.rows[row].second;
            let timed = |other: usize| self.rows[other].second.is_some();
            let clock = self.rows[row].second.is_none()
                || (0..rows.len())
                    .filter(|&other| timed(other) && earlier(other))
                    .all(|other| place(other) < place(row));
            causes && clock
        })
    }

    /// The lines of a program that reaches its rows in this order. If the order allows it, every
    /// line is on time. `luck` fills the captures and spreads the stamps.
    pub(crate) fn say(&self, rows: &[usize], luck: &[u32]) -> Vec<Said> {
        let luck = |n: usize| luck[n % luck.len()];
        let tolerance = self.tolerance();
        let mut at = Duration::ZERO;
        let mut run = Vec::new();
        for (n, &row) in rows.iter().enumerate() {
            let spread = (tolerance * 2).mul_f64(f64::from(luck(n) % 1000) / 1000.0);
            let soonest = rows[n..].iter().filter_map(|&row| self.second(row)).min();
            let wish = match self.second(row) {
                Some(second) => {
                    (second + spread + Duration::from_nanos(1)).saturating_sub(tolerance)
                }
                None => soonest.map_or(at + spread, |soonest| soonest.min(at + spread)),
            };
            at = at.max(wish);
            run.push(Said { at, text: fill(&self.rows[row].text, luck(n) as usize) });
        }
        run
    }

    /// Whether lines can be given to rows, each to one, so that every claim holds.
    pub(crate) fn holds(&self, run: &[Said]) -> bool {
        run.len() == self.rows.len() && self.can_go_on(run, &mut Vec::new())
    }

    /// `came` holds the rows of the first lines.
    fn can_go_on(&self, run: &[Said], came: &mut Vec<usize>) -> bool {
        let Some(said) = run.get(came.len()) else { return true };
        (0..self.rows.len()).any(|row| {
            let fits = !came.contains(&row)
                && matches(&self.rows[row].text, &said.text)
                && self.causes(row).iter().all(|cause| came.contains(cause))
                && self.on_time(row, said.at);
            if !fits {
                return false;
            }
            came.push(row);
            let can = self.can_go_on(run, came);
            came.pop();
            can
        })
    }

    /// The row of each line: the first one of the file that matches and has no line yet.
    pub(crate) fn row_of(&self, run: &[Said]) -> Vec<Option<usize>> {
        let mut row_of = Vec::new();
        for said in run {
            let free = |row: &usize| {
                !row_of.contains(&Some(*row)) && matches(&self.rows[*row].text, &said.text)
            };
            let row = (0..self.rows.len()).find(free);
            row_of.push(row);
        }
        row_of
    }

    /// Every claim that the run broke, in the order in which it broke them.
    pub(crate) fn broken(&self, run: &[Said]) -> Vec<Broken> {
        let row_of = self.row_of(run);
        let line_of = |row: usize| row_of.iter().position(|&other| other == Some(row));
        let hard = |claim, line| Broken { claim, line, off: Duration::ZERO, may_be_noise: false };
        let mut broken = Vec::new();
        for (line, said) in run.iter().enumerate() {
            let Some(row) = row_of[line] else {
                broken.push(hard(Claim::NothingElse, Some(line)));
                continue;
            };
            let own = self.rows[row].lane;
            let came_later = |before: &usize| line_of(*before).is_some_and(|other| other > line);
            for before in self.above(row, own).into_iter().filter(came_later) {
                broken.push(hard(Claim::Lane { row, before }, Some(line)));
            }
            let mut after: Vec<usize> = match &self.rows[row].after {
                After::All => (0..row).filter(|&above| self.rows[above].lane != own).collect(),
                After::Lanes(lanes) => {
                    lanes.iter().filter_map(|&lane| self.above(row, lane)).collect()
                }
            };
            after.retain(came_later);
            if self.rows[row].after == After::All {
                // One row represents all: the one that came last.
                after =
                    after.into_iter().max_by_key(|&before| line_of(before)).into_iter().collect();
            }
            for before in after {
                broken.push(hard(Claim::After { row, before }, Some(line)));
            }
            if !self.on_time(row, said.at) {
                let second = self.second(row).unwrap();
                broken.push(Broken {
                    claim: Claim::Second { row },
                    line: Some(line),
                    off: said.at.abs_diff(second),
                    may_be_noise: said.at > second,
                });
            }
        }
        let missing = (0..self.rows.len()).filter(|&row| line_of(row).is_none());
        broken.extend(missing.map(|row| hard(Claim::Comes { row }, None)));
        broken
    }
}

pub(crate) fn quarters(n: u32) -> Duration {
    Duration::from_millis(250) * n
}

/// A line that a text describes.
pub(crate) fn fill(text: &str, luck: usize) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((literal, more)) = rest.split_once('{') {
        out.push_str(literal);
        if let Some(more) = more.strip_prefix('{') {
            out.push('{');
            rest = more;
        } else {
            out.push_str(WORDS[(luck + out.len()) % WORDS.len()]);
            rest = more.split_once('}').unwrap().1;
        }
    }
    out + rest
}

/// Whether a text describes a line.
pub(crate) fn matches(text: &str, line: &str) -> bool {
    if let Some(text) = text.strip_prefix("{{") {
        return line.strip_prefix('{').is_some_and(|line| matches(text, line));
    }
    if let Some((_, text)) = text.strip_prefix('{').and_then(|name| name.split_once('}')) {
        let word = line.find(char::is_whitespace).unwrap_or(line.len());
        let ends = line.char_indices().map(|(start, c)| start + c.len_utf8());
        return ends.take_while(|end| *end <= word).any(|end| matches(text, &line[end..]));
    }
    match text.chars().next() {
        None => line.is_empty(),
        Some(c) => line.strip_prefix(c).is_some_and(|line| matches(&text[c.len_utf8()..], line)),
    }
}

/// Whether two texts describe one line. Each pair is tried once.
pub(crate) fn overlap(a: &str, b: &str) -> bool {
    thread_local! { static KNOWN: RefCell<HashMap<(String, String), bool>> = RefCell::default(); }
    // Without words for the captures, only a literal describes a line.
    if let Some(line) = fills(a, &[]).pop() {
        return matches(b, &line);
    }
    if let Some(line) = fills(b, &[]).pop() {
        return matches(a, &line);
    }
    let pair = (a.to_owned(), b.to_owned());
    if let Some(known) = KNOWN.with_borrow(|known| known.get(&pair).copied()) {
        return known;
    }
    let overlap = search(a, b);
    KNOWN.with_borrow_mut(|known| known.insert(pair, overlap));
    overlap
}

/// Tries in every capture of `a` every word of up to three letters, those of `b` and one more.
fn search(a: &str, b: &str) -> bool {
    let bare = fills(b, &[String::new()]).concat();
    let mut letters: Vec<char> = bare.chars().filter(|c| !c.is_whitespace()).chain(['z']).collect();
    letters.sort_unstable();
    letters.dedup();
    let mut words = vec![String::new()];
    for from in [0, 1, letters.len() + 1] {
        let longer =
            words[from..].iter().flat_map(|word| letters.iter().map(move |c| format!("{word}{c}")));
        words.extend(longer.collect::<Vec<_>>());
    }
    words.remove(0);
    fills(a, &words).iter().any(|line| matches(b, line))
}

/// All lines that a text describes, if these are all the words.
fn fills(text: &str, words: &[String]) -> Vec<String> {
    let Some((literal, rest)) = text.split_once('{') else { return vec![text.into()] };
    let (fillings, rest) = match rest.strip_prefix('{') {
        Some(rest) => (&["{".to_owned()][..], rest),
        None => (words, rest.split_once('}').unwrap().1),
    };
    let ends = fills(rest, words);
    let starts = fillings.iter().map(|word| format!("{literal}{word}"));
    starts.flat_map(|start| ends.iter().map(move |end| format!("{start}{end}"))).collect()
}

/// Any order of a file's rows.
pub(crate) fn shuffled(rows: usize, luck: &[Index]) -> Vec<usize> {
    let mut left: Vec<usize> = (0..rows).collect();
    luck.iter().take(rows).map(|index| left.remove(index.index(left.len()))).collect()
}
