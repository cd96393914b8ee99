//! Whatever a file says and a program prints: no panic, an error that points into the file, and an
//! accepted file that at least one run satisfies.
//!
//! `PROPTEST_CASES=200000 cargo test --release -p expected-order --test fuzz` looks longer.

mod oracle;

use std::time::Duration;

use expected_order::{Glyphs, Line, Order, ParseError, Poll};
use oracle::{file, fill};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What files are made of, and what does not belong there.
const SCRAPS: [&str; 48] = [
    "a",
    "b",
    "main",
    "0s",
    "1s",
    "2s",
    "0.5s",
    "7",
    "-1s",
    "1e9s",
    "99999999999s",
    "after",
    "*",
    "|",
    " | ",
    " ",
    "  ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "#",
    "# why\n",
    "{",
    "}",
    "{{",
    "{x}",
    "{y}",
    "{}",
    "x",
    "y",
    "é",
    "\u{feff}",
    "\u{a0}",
    "\u{200b}",
    "\0",
    "𝄞",
    "a | x\n",
    "0s b after a | {x}\n",
    "1s a | x y\n",
    "main after * | done\n",
    "b after a main | {x} y\n",
    "after *",
    "after a",
    "a | {x}\n",
    "b | x\n",
    "a after b | x\n",
];

fn scraps(most: usize) -> impl Strategy<Value = String> {
    vec(select(&SCRAPS[..]), 0..=most).prop_map(|scraps| scraps.concat())
}

/// An edit of a text, like a slip of the hand.
#[derive(Clone, Debug)]
enum Edit {
    Insert(&'static str),
    Delete(usize),
    DoubleLine,
    DropLine,
    /// Swaps a line with the one below it.
    SwapLines,
    Truncate,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => select(&SCRAPS[..]).prop_map(Edit::Insert),
        3 => (1..8_usize).prop_map(Edit::Delete),
        2 => Just(Edit::DoubleLine),
        2 => Just(Edit::DropLine),
        2 => Just(Edit::SwapLines),
        1 => Just(Edit::Truncate),
    ]
}

fn apply(text: &str, at: Index, edit: &Edit) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = at.index(chars.len() + 1);
    let (before, behind) = chars.split_at(at);
    let before: String = before.iter().collect();
    let behind = |skip: usize| behind.iter().skip(skip).collect::<String>();
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line = before.matches('\n').count();
    match *edit {
        Edit::Insert(scrap) => return before + scrap + &behind(0),
        Edit::Delete(n) => return before + &behind(n),
        Edit::Truncate => return before,
        Edit::DoubleLine if line < lines.len() => lines.insert(line, lines[line]),
        Edit::DropLine if line < lines.len() => drop(lines.remove(line)),
        Edit::SwapLines if line + 1 < lines.len() => lines.swap(line, line + 1),
        Edit::DoubleLine | Edit::DropLine | Edit::SwapLines => {}
    }
    lines.concat()
}

/// Reads a file. If it is valid, checks many kinds of runs against it.
fn try_file(text: &str, noise: &[String], places: &[Index]) {
    let order: Order = match text.parse() {
        Ok(order) => order,
        Err(error) => return check_error(text, &error),
    };
    assert!(order.claims().count() > order.rows().len());
    let good = right_run(&order);
    let good: Vec<Line> = good.iter().map(|(at, text)| Line { at: *at, text }).collect();
    let verdict = order.check(&good);
    assert!(verdict.holds(), "{text}\n{good:#?}\n{verdict:#?}");
    judge(&order, &good);
    judge(&order, &[]);

    let mut bad = good;
    for (place, text) in places.iter().zip(noise) {
        let line = place.index(bad.len() + 1);
        bad.insert(line, Line { at: Duration::from_millis(place.index(9000) as u64), text });
        bad.swap(place.index(line + 1), line);
    }
    judge(&order, &bad);
}

/// An error points at a character of the file or right after one, and is one line of text.
fn check_error(text: &str, error: &ParseError) {
    let line = text.split('\n').nth(error.line - 1).expect("a line of the file");
    assert!((1..=line.chars().count() + 1).contains(&error.column), "{error}\n{text}");
    assert!(!error.message.is_empty() && !error.message.contains('\n'), "{error}\n{text}");
}

/// A run that keeps every claim. In the file, rows follow all rows that they come after. That still holds
/// when the rows are sorted by the second that they cannot come before.
fn right_run(order: &Order) -> Vec<(Duration, String)> {
    let mut soonest: Vec<Duration> = Vec::new();
    for (index, row) in order.rows().iter().enumerate() {
        let behind = match &row.after {
            expected_order::After::Rows(rows) => rows.iter().copied().chain(row.above).collect(),
            expected_order::After::All => (0..index).collect::<Vec<_>>(),
        };
        let behind = behind.into_iter().map(|row| soonest[row]).max();
        soonest.push(row.second.or(behind).unwrap_or_default());
    }
    let mut rows: Vec<usize> = (0..soonest.len()).collect();
    rows.sort_by_key(|&row| soonest[row]);
    let line = |row: usize| (soonest[row], fill(order.rows()[row].text.as_str(), 0));
    rows.into_iter().map(line).collect()
}

fn judge(order: &Order, run: &[Line]) {
    let verdict = order.check(run);
    assert_eq!(verdict.row_of.len(), run.len());
    assert_eq!(verdict.line_of.len(), order.rows().len());
    assert!(verdict.broken.is_sorted_by_key(|broken| broken.line.unwrap_or(usize::MAX)));
    for broken in &verdict.broken {
        let explanation = order.explain(broken, run, &verdict, "f");
        assert_eq!(explanation.headline, order.headline(broken, run));
        assert!(explanation.to_string().starts_with(&explanation.headline));
    }
    let lanes = order.lanes().iter().map(String::as_str).chain(["nobody"]);
    let polls = lanes.zip(run).map(|(lane, line)| Poll { lane, from: Duration::ZERO, to: line.at });
    let polls: Vec<Poll> = polls.collect();
    for polls in [&polls[..], &[]] {
        let timeline = order.timeline(run, &verdict, polls, Glyphs::ASCII);
        assert!(timeline.lines().count() > order.lanes().len(), "{timeline}");
    }
}

proptest! {
    #![proptest_config(oracle::config(512))]

    #[test]
    fn any_text(text in any::<String>(), noise in vec(any::<String>(), 4), places in vec(any::<Index>(), 4)) {
        try_file(&text, &noise, &places);
        try_file(&format!("a | {text}"), &noise, &places);
    }

    #[test]
    fn any_scraps(text in scraps(40), noise in vec(scraps(4), 4), places in vec(any::<Index>(), 4)) {
        try_file(&text, &noise, &places);
    }

    #[test]
    fn almost_a_file(
        file in file(1..=12),
        edits in vec((any::<Index>(), edit()), 0..4),
        noise in vec(scraps(3), 6),
        places in vec(any::<Index>(), 6),
    ) {
        let mut text = file.source();
        for (at, edit) in &edits {
            text = apply(&text, *at, edit);
        }
        try_file(&text, &noise, &places);
    }
}
