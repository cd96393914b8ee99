//! Small random files and their runs, judged by the crate and by the oracle.

mod oracle;

use std::time::Duration;

use expected_order::{Broken, Claim, Glyphs, Order, Verdict};
use oracle::{After, File, LANES, Said, any_file, file, fill, lines, matches, quarters, shuffled};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// The most runs of one file that are tried.
const ENOUGH: usize = 150;

fn parse(file: &File) -> Order {
    let source = file.source();
    source.parse().unwrap_or_else(|error| panic!("{error}\n{source}"))
}

fn luck() -> impl Strategy<Value = Vec<u32>> {
    vec(any::<u32>(), 1..12)
}

/// All orders of the rows that `keep` accepts, up to `ENOUGH`.
fn orders(rows: usize, keep: &dyn Fn(&[usize]) -> bool) -> Vec<Vec<usize>> {
    fn extend(
        so_far: &mut Vec<usize>,
        rows: usize,
        keep: &dyn Fn(&[usize]) -> bool,
        all: &mut Vec<Vec<usize>>,
    ) {
        if so_far.len() == rows && keep(so_far) {
            all.push(so_far.clone());
        }
        for row in 0..rows {
            if !so_far.contains(&row) && all.len() < ENOUGH {
                so_far.push(row);
                extend(so_far, rows, keep, all);
                so_far.pop();
            }
        }
    }
    let mut all = Vec::new();
    extend(&mut Vec::new(), rows, keep, &mut all);
    all
}

/// What must be true of any verdict, whatever the run.
fn check_verdict(file: &File, order: &Order, run: &[Said]) -> Verdict {
    let (source, lines) = (file.source(), lines(run));
    let verdict = order.check(&lines);
    let told = || format!("{source}\n{run:#?}\n{verdict:#?}");
    assert_eq!(verdict.broken, file.broken(run), "{}", told());
    assert_eq!(verdict.row_of, file.row_of(run), "{}", told());
    assert_eq!(verdict.holds(), file.holds(run), "{}", told());
    for (row, line) in verdict.line_of.iter().enumerate() {
        assert_eq!(
            *line,
            verdict.row_of.iter().position(|other| *other == Some(row)),
            "{}",
            told()
        );
    }
    let claims: Vec<Claim> = order.claims().map(|claim| one_for_all(file, claim)).collect();
    for broken in &verdict.broken {
        assert!(claims.contains(&one_for_all(file, broken.claim)), "{}", told());
        let certain = !broken.may_be_noise || broken.off >= Duration::from_secs(1);
        assert_eq!(broken.is_certain(), certain);
        check_words(order, broken, run, &verdict);
    }
    let noise =
        !verdict.broken.is_empty() && verdict.broken.iter().all(|broken| broken.may_be_noise);
    assert_eq!(verdict.may_be_noise(), noise);
    verdict
}

/// An `after *` names any one row of those above.
fn one_for_all(file: &File, claim: Claim) -> Claim {
    match claim {
        Claim::After { row, .. } if file.rows[row].after == After::All => {
            Claim::After { row, before: 0 }
        }
        claim => claim,
    }
}

fn check_words(order: &Order, broken: &Broken, run: &[Said], verdict: &Verdict) {
    let lines = lines(run);
    let headline = order.headline(broken, &lines);
    let explanation = order.explain(broken, &lines, verdict, "expected.order").to_string();
    assert!(explanation.starts_with(&headline), "{explanation}");
    if let Some(line) = broken.line {
        assert!(headline.contains(&run[line].text), "{headline}");
    }
    if let Some(row) = broken.claim.row().map(|row| &order.rows()[row]) {
        let quoted = format!("expected.order:{}: {} | {}", row.line, row.claims, row.text);
        assert!(explanation.contains(&quoted), "{explanation}");
        assert!(explanation.contains(&row.why), "{explanation}");
    }
    if let Claim::Lane { before, .. } | Claim::After { before, .. } = broken.claim {
        let other = run[verdict.line_of[before].unwrap()].at.as_secs_f64();
        assert!(explanation.contains(&format!("came at {other:.2} s\n")), "{explanation}");
    }
    for glyphs in [Glyphs::ASCII, Glyphs::UNICODE] {
        let timeline = order.timeline(&lines, verdict, &[], glyphs);
        assert_eq!(timeline.lines().count(), order.lanes().len() + 1, "{timeline}");
    }
}

proptest! {
    #![proptest_config(oracle::config(128))]

    /// A file is accepted exactly if a run can be checked against it, and is read as it was written.
    #[test]
    fn parses(file in any_file(1..=8)) {
        let source = file.source();
        let parsed = source.parse::<Order>();
        prop_assert_eq!(parsed.is_ok(), file.is_valid(), "{:?}\n{}", parsed, source);
        let Ok(order) = parsed else { return Ok(()) };
        prop_assert_eq!(order.rows().len(), file.rows.len());
        prop_assert_eq!(order.claims().collect::<Vec<_>>(), file.claims());
        prop_assert_eq!(order.tolerance(), file.tolerance());
        let last = file.rows.iter().filter_map(|row| row.second).max();
        prop_assert_eq!(order.last_second(), quarters(last.unwrap_or(0)));
        let mut at = 2;
        for (index, (row, model)) in order.rows().iter().zip(&file.rows).enumerate() {
            at += model.why.len() + 1;
            prop_assert_eq!(row.line, at);
            prop_assert_eq!(&order.lanes()[row.lane], LANES[model.lane]);
            prop_assert_eq!(row.above, file.above(index, model.lane));
            prop_assert_eq!(row.second, model.second.map(quarters));
            prop_assert_eq!(row.text.as_str(), &model.text);
            prop_assert_eq!(&row.claims, &model.claims().join(" "));
            let why: Vec<&str> = model.why.iter().map(|why| why.trim()).filter(|why| !why.is_empty()).collect();
            prop_assert_eq!(&row.why, &why.join(" "));
            let after = match &model.after {
                After::All => expected_order::After::All,
                After::Lanes(lanes) => expected_order::After::Rows(
                    lanes.iter().filter_map(|&lane| file.above(index, lane)).collect(),
                ),
            };
            prop_assert_eq!(&row.after, &after);
        }
    }

    /// A text with captures matches what it describes, and nothing else.
    #[test]
    fn matches_what_it_describes(text in pattern(8), line in "[xy {é]{0,8}", luck: usize) {
        let order: Order = format!("a | {text}\n").parse().unwrap();
        let own = &order.rows()[0].text;
        let filled = fill(&text, luck);
        for line in [&line, &filled, &text] {
            prop_assert_eq!(own.matches(line), matches(&text, line), "{:?} and {:?}", text, line);
        }
        prop_assert!(own.matches(&filled));
        prop_assert_eq!(own.literal(), (!text.replace("{{", "").contains('{')).then_some(&*filled));
    }

    /// Every order that keeps the causes and the seconds passes, at stamps that fit.
    #[test]
    fn every_extension_passes(file in file(1..=7), luck in luck()) {
        let order = parse(&file);
        let extensions = orders(file.rows.len(), &|rows| file.is_extension(rows));
        prop_assert!(!extensions.is_empty(), "{}", file.source());
        for rows in extensions {
            let run = file.say(&rows, &luck);
            let verdict = check_verdict(&file, &order, &run);
            prop_assert!(verdict.holds(), "{}\n{:#?}\n{:#?}", file.source(), run, verdict);
        }
    }

    /// No other order passes, unless its lines are the same as those of one that does.
    #[test]
    fn no_other_order_passes(file in file(1..=5), luck in luck()) {
        let order = parse(&file);
        let different = file.rows.iter().enumerate().all(|(row, this)| {
            file.rows[..row].iter().all(|other| !oracle::overlap(&other.text, &this.text))
        });
        for rows in orders(file.rows.len(), &|_| true) {
            let verdict = check_verdict(&file, &order, &file.say(&rows, &luck));
            if different {
                prop_assert_eq!(verdict.holds(), file.is_extension(&rows), "{}", file.source());
            }
        }
    }

    /// A line that is missing, doubled or foreign is always found.
    #[test]
    fn every_line_counts(file in file(1..=7), luck in luck(), line: Index, to: Index) {
        let order = parse(&file);
        let rows = in_time(&file);
        let run = file.say(&rows, &luck);
        let line = line.index(run.len());

        let mut dropped = run.clone();
        dropped.remove(line);
        let verdict = check_verdict(&file, &order, &dropped);
        prop_assert!(!verdict.holds() && !verdict.may_be_noise());

        let mut doubled = run.clone();
        let to = to.index(run.len() + 1);
        let at = if to == 0 { Duration::ZERO } else { run[to - 1].at };
        doubled.insert(to, Said { at, text: run[line].text.clone() });
        let verdict = check_verdict(&file, &order, &doubled);
        prop_assert!(!verdict.holds() && !verdict.may_be_noise());

        let mut foreign = run.clone();
        foreign.insert(to, Said { at, text: "nobody says this".into() });
        let verdict = check_verdict(&file, &order, &foreign);
        prop_assert_eq!(verdict.broken, [Broken {
            claim: Claim::NothingElse,
            line: Some(to),
            off: Duration::ZERO,
            may_be_noise: false,
        }]);
    }

    /// A line that misses its second is found: too early is certain, too late may be noise.
    #[test]
    fn every_second_counts(file in file(1..=7), luck in luck(), line: Index, by in 0..2_000_u32) {
        let order = parse(&file);
        let rows = in_time(&file);
        let mut run = file.say(&rows, &luck);
        let line = line.index(run.len());
        let Some(second) = file.rows[rows[line]].second.map(quarters) else { return Ok(()) };
        let off = file.tolerance() + Duration::from_millis(by.into());

        // The lines after a late one are also late, or have no second, or come in between.
        let mut late = run.clone();
        for said in &mut late[line..] {
            said.at = said.at.max(second + off);
        }
        let verdict = check_verdict(&file, &order, &late);
        prop_assert!(verdict.may_be_noise(), "{:#?}", verdict);
        let found = |verdict: &Verdict, may_be_noise| {
            let claim = Claim::Second { row: rows[line] };
            verdict.broken.contains(&Broken { claim, line: Some(line), off, may_be_noise })
        };
        prop_assert!(found(&verdict, true), "{:#?}", verdict);

        if off > second {
            return Ok(());
        }
        for said in &mut run[..=line] {
            said.at = said.at.min(second.saturating_sub(off));
        }
        let verdict = check_verdict(&file, &order, &run);
        prop_assert!(!verdict.may_be_noise(), "{:#?}", verdict);
        prop_assert!(found(&verdict, false), "{:#?}", verdict);
    }

    /// Whatever a program prints, the verdict is the oracle's.
    #[test]
    fn any_run_is_judged_as_described(
        file in file(1..=8),
        luck in luck(),
        places in vec(any::<Index>(), 8),
        edits in vec((any::<Index>(), 0..6_u8, 0..3_000_u64), 0..5),
    ) {
        let order = parse(&file);
        let mut run = file.say(&shuffled(file.rows.len(), &places), &luck);
        for (place, edit, millis) in edits {
            edit_run(&mut run, place, edit, Duration::from_millis(millis));
        }
        check_verdict(&file, &order, &run);
    }
}

/// An order of the rows that keeps every claim: by the second that a row cannot come before.
fn in_time(file: &File) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..file.rows.len()).collect();
    rows.sort_by_key(|&row| file.rows[row].second.or(file.behind(row)));
    rows
}

fn edit_run(run: &mut Vec<Said>, place: Index, edit: u8, at: Duration) {
    if run.is_empty() {
        return;
    }
    let line = place.index(run.len());
    match edit {
        0 => run.truncate(line),
        1 => drop(run.remove(line)),
        2 => run.insert(line, run[line].clone()),
        3 => run[line].text.push('!'),
        4 => run[line..].iter_mut().for_each(|said| said.at = said.at.max(at)),
        _ => run[..line].iter_mut().for_each(|said| said.at = said.at.min(at)),
    }
}

/// A text of the given number of pieces, or fewer if a file could not contain that text.
fn pattern(pieces: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => Just("x"),
        2 => Just("y"),
        2 => Just(" "),
        3 => Just("{w}"),
        1 => Just("{{"),
    ];
    vec(piece, 1..=pieces).prop_map(|mut pieces| {
        pieces.dedup_by(|a, b| *a == "{w}" && a == b);
        let text = pieces.concat();
        if text.trim().is_empty() { "x".into() } else { text.trim_end().into() }
    })
}

/// Two rows without a cause are refused exactly when one line could be either: all texts of three
/// pieces with each other, by all lines that are long enough.
#[test]
fn refuses_texts_that_share_a_line() {
    let mut texts = strings(&["x", "y", " ", "{w}"], 3);
    texts.retain(|text| text.trim_end() == text && !text.is_empty() && !text.contains("}{"));
    let lines = strings(&["x", "y", "z", " "], 6);
    let described = |text: &String| lines.iter().map(|line| matches(text, line)).collect();
    let described: Vec<Vec<bool>> = texts.iter().map(described).collect();
    for (a, of_a) in texts.iter().zip(&described) {
        for (b, of_b) in texts.iter().zip(&described) {
            let shared = of_a.iter().zip(of_b).position(|(a, b)| *a && *b).map(|n| &lines[n]);
            let order: Result<Order, _> = format!("a | {a}\nb | {b}\n").parse();
            assert_eq!(order.is_err(), shared.is_some(), "{a:?} and {b:?}: {shared:?}");
        }
    }
}

/// Every string of at most `most` pieces.
fn strings(pieces: &[&str], most: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut longest = all.clone();
    for _ in 0..most {
        let longer = longest
            .iter()
            .flat_map(|text| pieces.iter().map(move |piece| format!("{text}{piece}")));
        longest = longer.collect();
        all.extend_from_slice(&longest);
    }
    all
}
