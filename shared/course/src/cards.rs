//! The lines of a lesson, shuffled, for a person to put in order, and the first mistake in that order.
//!
//! The expected order decides what is right: a prediction becomes a run, and is checked like one.

use std::time::Duration;

use expected_order::{Claim, Line, Order, Pattern, Verdict};
use fastrand::Rng;
use serde::Serialize;

use crate::seconds;

/// The lines of an order, as its rows have them.
#[derive(Clone, Debug)]
pub struct Cards {
    /// Each row's text as a line that it matches.
    texts: Vec<String>,
    /// The row of each card, in the order in which the cards are shown.
    pub shuffled: Vec<usize>,
}

/// The first mistake in a prediction. Rows are indices into [`Order::rows`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Missed {
    /// The row was put before one that is above it in its lane.
    Lane {
        /// The row that comes too soon.
        row: usize,
        /// The row that it comes after.
        before: usize,
    },
    /// The row was put before one that it comes `after`.
    After {
        /// The row that comes too soon.
        row: usize,
        /// The row that it comes after.
        before: usize,
    },
    /// No line is left for the row, because a line that also matches another row was put too soon.
    NoLine {
        /// The row that gets no line.
        row: usize,
    },
    /// The row was put after one that claims a later second.
    Clock {
        /// The row that comes too late.
        row: usize,
        /// The row that claims the later second.
        later: usize,
    },
    /// The order is right, but the row claims a different second from the chosen one.
    Second {
        /// The row whose second is wrong.
        row: usize,
        /// The second that was chosen for it.
        #[serde(rename = "chosen_s", serialize_with = "seconds::serialize")]
        chosen: Duration,
    },
}

impl Cards {
    /// The rows, shuffled the same way each time, but never in the file's order. `lesson` is the name of
    /// the lesson.
    #[must_use]
    pub fn new(lesson: &str, order: &Order) -> Self {
        let seed = lesson.bytes().fold(0_u64, |seed, byte| seed.wrapping_mul(31) + u64::from(byte));
        let mut rng = Rng::with_seed(seed);
        let file: Vec<usize> = (0..order.rows().len()).collect();
        let mut shuffled = file.clone();
        while shuffled == file && shuffled.len() > 1 {
            rng.shuffle(&mut shuffled);
        }
        Self { texts: order.rows().iter().map(|row| line(&row.text)).collect(), shuffled }
    }

    /// The text of a card. Cards are counted from 0, as they are shown.
    #[must_use]
    pub fn text(&self, card: usize) -> &str {
        &self.texts[self.shuffled[card]]
    }

    /// The rows that the line of this card matches, in the order of the file. The line belongs to the
    /// first of them that no line before it has.
    #[must_use]
    pub fn matches(&self, card: usize, order: &Order) -> Vec<usize> {
        let rows = order.rows().iter().enumerate();
        rows.filter(|(_, row)| row.text.matches(self.text(card))).map(|(row, _)| row).collect()
    }

    /// Which of these cards, put in this order, claim a second: their places.
    #[must_use]
    pub fn asks(&self, cards: &[usize], order: &Order) -> Vec<usize> {
        let verdict = self.check(cards, &vec![Duration::ZERO; cards.len()], order);
        (0..cards.len()).filter(|&place| own_second(&verdict, order, place).is_some()).collect()
    }

    /// The first mistake in a prediction: a cause, then the order by the clock, then the seconds that were
    /// chosen, if any were.
    ///
    /// `cards` are all cards, in the predicted order. `seconds` are those of the places that
    /// [`asks`](Self::asks) returns.
    #[must_use]
    pub fn judge(
        &self,
        cards: &[usize],
        seconds: Option<&[Duration]>,
        order: &Order,
    ) -> Option<Missed> {
        // Whatever the stamps, causes break by the order alone.
        let verdict = self.check(cards, &vec![Duration::ZERO; cards.len()], order);
        if let Some(missed) = missed_cause(&verdict) {
            return Some(missed);
        }
        // Each line comes at its claimed second, or later if it follows a line with a later one.
        let own = |place: usize| own_second(&verdict, order, place);
        let mut stamps = Vec::new();
        for place in 0..cards.len() {
            let latest = stamps.last().copied().unwrap_or_default();
            stamps.push(own(place).unwrap_or_default().max(latest));
        }
        if let Some((row, place)) = broken_second(&self.check(cards, &stamps, order)) {
            let later = (0..place).find(|&other| own(other) > own(place))?;
            return Some(Missed::Clock { row, later: verdict.row_of[later]? });
        }
        let mut chosen = seconds?.iter();
        let mut last = Duration::ZERO;
        for (place, stamp) in stamps.iter_mut().enumerate() {
            if own(place).is_some() {
                last = *chosen.next()?;
            }
            *stamp = last;
        }
        let (row, place) = broken_second(&self.check(cards, &stamps, order))?;
        Some(Missed::Second { row, chosen: stamps[place] })
    }

    fn check(&self, cards: &[usize], stamps: &[Duration], order: &Order) -> Verdict {
        let lines = cards.iter().zip(stamps);
        let lines: Vec<Line> =
            lines.map(|(&card, &at)| Line { at, text: self.text(card) }).collect();
        order.check(&lines)
    }
}

/// A line that a text matches. A capture matches any word, even its own name in braces.
fn line(text: &Pattern) -> String {
    match text.literal() {
        Some(literal) => literal.to_owned(),
        None => text.as_str().replace("{{", "{"),
    }
}

/// The second that the row of the line at this place claims.
fn own_second(verdict: &Verdict, order: &Order, place: usize) -> Option<Duration> {
    order.rows()[verdict.row_of[place]?].second
}

/// The first cause that a run breaks. A line that comes before several rows comes before the last of
/// them.
fn missed_cause(verdict: &Verdict) -> Option<Missed> {
    let causes = verdict.broken.iter().filter_map(|broken| match broken.claim {
        Claim::Lane { row, before } => Some((broken.line, before, Missed::Lane { row, before })),
        Claim::After { row, before } => Some((broken.line, before, Missed::After { row, before })),
        _ => None,
    });
    let causes: Vec<_> = causes.collect();
    let first = causes.iter().filter(|(line, ..)| *line == causes[0].0);
    let last = first.max_by_key(|(_, before, _)| verdict.line_of[*before]);
    let no_line = || verdict.line_of.iter().position(Option::is_none);
    last.map(|(.., missed)| missed.clone()).or_else(|| Some(Missed::NoLine { row: no_line()? }))
}

/// The first row that misses its second, and the place of its line.
fn broken_second(verdict: &Verdict) -> Option<(usize, usize)> {
    verdict.broken.iter().find_map(|broken| match broken.claim {
        Claim::Second { row } => Some((row, broken.line?)),
        _ => None,
    })
}

impl Missed {
    /// The row of the expected order that is missed.
    #[must_use]
    pub fn row(&self) -> usize {
        match *self {
            Self::Lane { row, .. }
            | Self::After { row, .. }
            | Self::NoLine { row }
            | Self::Clock { row, .. }
            | Self::Second { row, .. } => row,
        }
    }

    /// The mistake, in one sentence.
    #[must_use]
    pub fn sentence(&self, order: &Order) -> String {
        let rows = order.rows();
        let text = |row: usize| line(&rows[row].text);
        let second = |row: usize| rows[row].second.unwrap_or_default().as_secs_f64();
        match *self {
            Self::Lane { row, before } => format!(
                "\"{}\" comes after \"{}\": lane {} keeps the order of its rows.",
                text(row),
                text(before),
                order.lanes()[rows[row].lane],
            ),
            Self::After { row, before } => format!(
                "\"{}\" comes after \"{}\": a cause orders the two.",
                text(row),
                text(before)
            ),
            Self::NoLine { row } => format!(
                "\"{}\" gets no line: a line that matches it, too, comes too soon.",
                text(row)
            ),
            Self::Clock { row, later } => format!(
                "\"{}\" comes before \"{}\", by the clock: at {} s and at {} s.",
                text(row),
                text(later),
                second(row),
                second(later),
            ),
            Self::Second { row, chosen } => format!(
                "the order is right, but \"{}\" does not come at {} s.",
                text(row),
                chosen.as_secs_f64()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const GATHER: &str = "0s a | a: started\n0s b after a | b: started\n1s b | b: done\n\
                          2s a | a: done\nmain after * | got both\n";

    /// Two rows that one line could match, and a row of the same text without a second.
    const SHARED: &str =
        "0s a | {x} left\n0s a | b left\n2s a | {y} left\na | {x} left\n1s c | c: 1\n";

    /// The cards of a permutation of the file's rows.
    fn cards(cards: &Cards, rows: &[usize]) -> Vec<usize> {
        let card = |row: &usize| cards.shuffled.iter().position(|other| other == row);
        rows.iter().map(|row| card(row).expect("each row has a card")).collect()
    }

    fn judged(text: &str, rows: &[usize], seconds: Option<&[u64]>) -> Option<String> {
        let order: Order = text.parse().expect("an order");
        let all = Cards::new("gather", &order);
        let seconds: Option<Vec<Duration>> =
            seconds.map(|seconds| seconds.iter().map(|&s| Duration::from_secs(s)).collect());
        let missed = all.judge(&cards(&all, rows), seconds.as_deref(), &order);
        missed.map(|missed| missed.sentence(&order))
    }

    /// The name and the claims of each lesson.
    fn lessons() -> Vec<(String, Order)> {
        let lessons = concat!(env!("CARGO_MANIFEST_DIR"), "/../../lessons");
        let lessons = fs::read_dir(lessons).expect("the lessons are there").flatten();
        let read = |lesson: fs::DirEntry| {
            let order = crate::read_order(&lesson.path().join("expected.order"));
            (lesson.file_name().display().to_string(), order.expect("an order"))
        };
        lessons.map(read).collect()
    }

    #[test]
    fn causes_come_first_then_the_clock_then_the_seconds() {
        let missed =
            |rows: &[usize], seconds| judged(GATHER, rows, seconds).expect("it misses something");
        assert_eq!(
            missed(&[0, 3, 2, 1, 4], Some(&[0, 0, 0, 0])),
            "\"b: done\" comes after \"b: started\": lane b keeps the order of its rows."
        );
        assert_eq!(
            missed(&[1, 0, 2, 3, 4], None),
            "\"b: started\" comes after \"a: started\": a cause orders the two."
        );
        assert_eq!(
            missed(&[0, 1, 3, 2, 4], None),
            "\"b: done\" comes before \"a: done\", by the clock: at 1 s and at 2 s."
        );
        assert_eq!(
            missed(&[0, 1, 2, 3, 4], Some(&[0, 0, 2, 2])),
            "the order is right, but \"b: done\" does not come at 2 s."
        );
        assert_eq!(judged(GATHER, &[0, 1, 2, 3, 4], Some(&[0, 0, 1, 2])), None);
        assert_eq!(judged(GATHER, &[0, 1, 2, 3, 4], None), None);
    }

    #[test]
    fn of_several_causes_the_last_line_is_named() {
        let text = "a | one\nb | two\nc | three\nd after a c b | four\n";
        let missed = |rows: &[usize]| judged(text, rows, None).expect("it misses something");
        assert!(missed(&[3, 0, 1, 2]).contains("after \"three\""));
        assert!(missed(&[3, 2, 1, 0]).contains("after \"one\""));
    }

    #[test]
    fn a_line_that_takes_the_row_of_another_is_wrong() {
        // "b left" is a line that the first row matches, too: nothing is left for "{x} left".
        let text = "a | {x} left\na | b left\n";
        let wrong = judged(text, &[1, 0], None).expect("the rows of a lane are swapped");
        assert_eq!(wrong, "\"b left\" gets no line: a line that matches it, too, comes too soon.");
        assert_eq!(judged(text, &[0, 1], None), None);
    }

    #[test]
    fn any_order_that_breaks_no_claim_is_right() {
        let order: Order = "0s a | one\n0s b | two\nb | three\n".parse().expect("an order");
        let all = Cards::new("any", &order);
        for rows in [[0, 1, 2], [1, 0, 2], [1, 2, 0]] {
            let cards = cards(&all, &rows);
            assert_eq!(all.asks(&cards, &order).len(), 2);
            let seconds = [Duration::ZERO; 2];
            assert_eq!(all.judge(&cards, Some(&seconds), &order), None, "{rows:?}");
        }
    }

    #[test]
    fn each_lesson_accepts_its_own_order() {
        for (name, order) in lessons() {
            let all = Cards::new(&name, &order);
            assert_ne!(all.shuffled, (0..order.rows().len()).collect::<Vec<_>>(), "{name}");
            let cards = cards(&all, &(0..order.rows().len()).collect::<Vec<_>>());
            let asks = all.asks(&cards, &order);
            let second = |place: &usize| order.rows()[*place].second.expect("it asks for one");
            let seconds: Vec<Duration> = asks.iter().map(second).collect();
            assert_eq!(all.judge(&cards, Some(&seconds), &order), None, "{name}");
            assert_eq!(all.judge(&cards, None, &order), None, "{name}");
            let backwards: Vec<usize> = cards.into_iter().rev().collect();
            assert!(all.judge(&backwards, None, &order).is_some(), "{name}");
        }
    }

    /// A prediction is right exactly if some run with its order breaks no claim. In that run, each line
    /// comes at its claimed second, or later if a line before it has a later one.
    #[test]
    fn a_prediction_is_right_where_its_run_holds() {
        let mut rng = Rng::with_seed(1);
        let small = [GATHER, SHARED].map(|text| ("small".into(), text.parse().expect("an order")));
        let (mut right, mut wrong) = (0, 0);
        for (name, order) in small.into_iter().chain(lessons()) {
            let all = Cards::new(&name, &order);
            for _ in 0..200 {
                // Few swaps: after many, hardly any order would be right.
                let mut rows: Vec<usize> = (0..order.rows().len()).collect();
                for _ in 0..rng.usize(0..4) {
                    let place = rng.usize(1..rows.len());
                    rows.swap(place - 1, place);
                }
                let cards = cards(&all, &rows);
                let zero = all.check(&cards, &vec![Duration::ZERO; cards.len()], &order);
                let mut at = Duration::ZERO;
                let run = cards.iter().enumerate().map(|(place, &card)| {
                    at = at.max(own_second(&zero, &order, place).unwrap_or_default());
                    Line { at, text: all.text(card) }
                });
                let holds = order.check(&run.collect::<Vec<_>>()).holds();
                *if holds { &mut right } else { &mut wrong } += 1;
                assert_eq!(all.judge(&cards, None, &order).is_none(), holds, "{name}: {rows:?}");
            }
        }
        assert!(right > 500 && wrong > 500, "{right} right, {wrong} wrong");
    }
}
