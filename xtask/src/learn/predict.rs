//! The lines of a lesson, shuffled, for the learner to put in order. What is right is decided by the
//! expected order: a prediction is made into a run, and checked like one.

use std::time::Duration;

use expected_order::{Claim, Line, Order, Verdict};
use fastrand::Rng;

/// The lines of an order, as its rows have them.
pub(crate) struct Cards {
    /// Each row's text as a line that it matches.
    texts: Vec<String>,
    /// The rows as they are shown.
    pub(crate) shuffled: Vec<usize>,
}

/// What a prediction missed first.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Missed {
    /// In one sentence.
    pub(crate) what: String,
    /// The row of the expected order that says so.
    pub(crate) row: usize,
}

impl Cards {
    /// The rows in an order that is the same each time, and is not the file's. The book has the same.
    pub(crate) fn new(lesson: &str, order: &Order) -> Self {
        let seed = lesson.bytes().fold(0_u64, |seed, byte| seed.wrapping_mul(31) + u64::from(byte));
        let mut rng = Rng::with_seed(seed);
        let file: Vec<usize> = (0..order.rows().len()).collect();
        let mut shuffled = file.clone();
        while shuffled == file && shuffled.len() > 1 {
            rng.shuffle(&mut shuffled);
        }
        // A capture stands for any word, its own name in braces included.
        let line = |text: &expected_order::Pattern| match text.literal() {
            Some(literal) => literal.to_owned(),
            None => text.as_str().replace("{{", "{"),
        };
        Self { texts: order.rows().iter().map(|row| line(&row.text)).collect(), shuffled }
    }

    /// The text of a card, counted as shown.
    pub(crate) fn text(&self, card: usize) -> &str {
        &self.texts[self.shuffled[card]]
    }

    /// Reads the numbers of cards, from 1. The error says what to type.
    pub(crate) fn read(&self, typed: &str) -> Result<Vec<usize>, String> {
        let all = self.shuffled.len();
        let mut cards = Vec::new();
        for word in words(typed) {
            let card = word.parse::<usize>().ok().filter(|card| (1..=all).contains(card));
            let Some(card) = card else {
                return Err(format!(
                    "{word} is not the number of a line. The numbers go from 1 to {all}."
                ));
            };
            if cards.contains(&(card - 1)) {
                return Err(format!("You typed line {card} twice."));
            }
            cards.push(card - 1);
        }
        let missing = (1..=all).filter(|card| !cards.contains(&(card - 1)));
        let missing: Vec<String> = missing.map(|card| card.to_string()).collect();
        if missing.is_empty() {
            return Ok(cards);
        }
        Err(format!("{} of {all} lines are missing: {}.", missing.len(), missing.join(" ")))
    }

    /// Which of these cards, put in this order, claim a second: their places.
    pub(crate) fn asks(&self, cards: &[usize], order: &Order) -> Vec<usize> {
        let verdict = self.check(cards, &vec![Duration::ZERO; cards.len()], order);
        let claims = |place: &usize| {
            verdict.row_of[*place].is_some_and(|row| order.rows()[row].second.is_some())
        };
        (0..cards.len()).filter(claims).collect()
    }

    fn check(&self, cards: &[usize], stamps: &[Duration], order: &Order) -> Verdict {
        order.check(&self.lines(cards, stamps))
    }

    fn lines<'a>(&'a self, cards: &[usize], stamps: &[Duration]) -> Vec<Line<'a>> {
        let lines = cards.iter().zip(stamps);
        lines.map(|(&card, &at)| Line { at, text: self.text(card) }).collect()
    }

    /// What a prediction missed: causes first, then the order by the clock, then the seconds that were
    /// chosen for the lines that ask for one, if any were.
    pub(crate) fn judge(
        &self,
        cards: &[usize],
        seconds: Option<&[Duration]>,
        order: &Order,
    ) -> Option<Missed> {
        // Without seconds only causes can break.
        let verdict = self.check(cards, &vec![Duration::ZERO; cards.len()], order);
        let text = |row: usize| order.rows()[row].text.as_str();
        for broken in &verdict.broken {
            let (row, before, because) = match broken.claim {
                Claim::Lane { row, before } => {
                    let lane = &order.lanes()[order.rows()[row].lane];
                    (row, before, format!("lane {lane} keeps the order of its rows"))
                }
                Claim::After { row, before } => {
                    (row, before, "a cause stands between the two".into())
                }
                _ => continue,
            };
            let what = format!("\"{}\" comes after \"{}\": {because}.", text(row), text(before));
            return Some(Missed { what, row });
        }
        // Each line at its own second, or later where it stands behind a later one.
        let own = |place: usize| verdict.row_of[place].and_then(|row| order.rows()[row].second);
        let mut latest = (Duration::ZERO, 0);
        let mut stamps = Vec::new();
        for place in 0..cards.len() {
            latest = latest.max((own(place).unwrap_or_default(), place));
            stamps.push(latest.0);
        }
        let clock = |stamps: &[Duration]| {
            let verdict = self.check(cards, stamps, order);
            verdict.broken.iter().find_map(|broken| {
                let Claim::Second { row } = broken.claim else { return None };
                Some((row, broken.line?))
            })
        };
        if let Some((row, place)) = clock(&stamps) {
            let later = (0..place).find(|&other| own(other) > own(place)).unwrap_or(place);
            let second = |place: usize| own(place).unwrap_or_default().as_secs_f64();
            let what = format!(
                "\"{}\" comes before \"{}\", by the clock: at {} s, and that at {} s.",
                text(row),
                self.text(cards[later]),
                second(place),
                second(later),
            );
            return Some(Missed { what, row });
        }
        let mut chosen = seconds?.iter();
        let mut last = Duration::ZERO;
        for (place, stamp) in stamps.iter_mut().enumerate() {
            if own(place).is_some() {
                last = *chosen.next()?;
            }
            *stamp = last;
        }
        let (row, place) = clock(&stamps)?;
        let what = format!(
            "the order is right, but \"{}\" does not come at {} s.",
            text(row),
            stamps[place].as_secs_f64()
        );
        Some(Missed { what, row })
    }
}

/// Reads the `asked` number of seconds. The error says what to type.
pub(crate) fn read_seconds(typed: &str, asked: usize) -> Result<Vec<Duration>, String> {
    let mut seconds = Vec::new();
    for word in words(typed) {
        let second = word.parse::<f64>().ok().and_then(|s| Duration::try_from_secs_f64(s).ok());
        let Some(second) = second else {
            return Err(format!("{word} is not a second. Write 0, 1 or 2.5."));
        };
        if seconds.last().is_some_and(|&last| second < last) {
            return Err(format!("{word} comes after a later second, and time does not go back."));
        }
        seconds.push(second);
    }
    if seconds.len() == asked {
        return Ok(seconds);
    }
    Err(format!("You typed {} of {asked} seconds.", seconds.len()))
}

/// The words between blanks, commas and semicolons.
pub(crate) fn words(typed: &str) -> impl Iterator<Item = &str> {
    typed.split([' ', ',', ';']).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const GATHER: &str = "0s a | a: started\n0s b after a | b: started\n1s b | b: done\n\
                          2s a | a: done\nmain after * | got both\n";

    /// The cards of a permutation of the file's rows.
    fn cards(cards: &Cards, rows: &[usize]) -> Vec<usize> {
        let card = |row: &usize| cards.shuffled.iter().position(|other| other == row);
        rows.iter().map(|row| card(row).expect("each row has a card")).collect()
    }

    fn judged(rows: &[usize], seconds: Option<&[u64]>) -> Option<String> {
        let order: Order = GATHER.parse().expect("an order");
        let all = Cards::new("gather", &order);
        let seconds: Option<Vec<Duration>> =
            seconds.map(|seconds| seconds.iter().map(|&s| Duration::from_secs(s)).collect());
        all.judge(&cards(&all, rows), seconds.as_deref(), &order).map(|missed| missed.what)
    }

    #[test]
    fn causes_come_first_then_the_clock_then_the_seconds() {
        let missed = |rows: &[usize], seconds| judged(rows, seconds).expect("it misses something");
        assert_eq!(
            missed(&[0, 3, 2, 1, 4], Some(&[0, 0, 0, 0])),
            "\"b: done\" comes after \"b: started\": lane b keeps the order of its rows."
        );
        assert_eq!(
            missed(&[1, 0, 2, 3, 4], None),
            "\"b: started\" comes after \"a: started\": a cause stands between the two."
        );
        assert_eq!(
            missed(&[0, 1, 3, 2, 4], None),
            "\"b: done\" comes before \"a: done\", by the clock: at 1 s, and that at 2 s."
        );
        assert_eq!(
            missed(&[0, 1, 2, 3, 4], Some(&[0, 0, 2, 2])),
            "the order is right, but \"b: done\" does not come at 2 s."
        );
        assert_eq!(judged(&[0, 1, 2, 3, 4], Some(&[0, 0, 1, 2])), None);
        assert_eq!(judged(&[0, 1, 2, 3, 4], None), None);
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
        let lessons = concat!(env!("CARGO_MANIFEST_DIR"), "/../lessons");
        for lesson in fs::read_dir(lessons).expect("the lessons are there").flatten() {
            let text = fs::read_to_string(lesson.path().join("expected.order")).expect("claims");
            let order: Order = text.parse().expect("an order");
            let name = lesson.file_name().display().to_string();
            let all = Cards::new(&name, &order);
            let rows: Vec<usize> = (0..order.rows().len()).collect();
            let cards = cards(&all, &rows);
            let asks = all.asks(&cards, &order);
            let second = |place: &usize| order.rows()[*place].second.expect("it asks for one");
            let seconds: Vec<Duration> = asks.iter().map(second).collect();
            assert_eq!(all.judge(&cards, Some(&seconds), &order), None, "{name}");
            assert_eq!(all.judge(&cards, None, &order), None, "{name}");
            let backwards: Vec<usize> = cards.into_iter().rev().collect();
            assert!(all.judge(&backwards, None, &order).is_some(), "{name}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let order: Order = GATHER.parse().expect("an order");
        let all = Cards::new("gather", &order);
        assert_eq!(all.read("1, 2 3 5 4"), Ok(vec![0, 1, 2, 4, 3]));
        assert_eq!(
            all.read("1 2 6"),
            Err("6 is not the number of a line. The numbers go from 1 to 5.".into())
        );
        assert_eq!(all.read("1 1"), Err("You typed line 1 twice.".into()));
        assert_eq!(all.read("4 1 5"), Err("2 of 5 lines are missing: 2 3.".into()));
        assert_eq!(read_seconds("0 0.5", 2).map(|seconds| seconds.len()), Ok(2));
        assert_eq!(read_seconds("0", 2), Err("You typed 1 of 2 seconds.".into()));
        assert_eq!(read_seconds("x", 1), Err("x is not a second. Write 0, 1 or 2.5.".into()));
        let back = "1 comes after a later second, and time does not go back.";
        assert_eq!(read_seconds("2 1", 2), Err(back.into()));
    }
}
