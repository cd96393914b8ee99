//! What a learner types for a prediction: the numbers of cards, and seconds.

use std::time::Duration;

/// Reads the numbers of `all` cards, from 1. The error says what to type.
pub(crate) fn read_cards(typed: &str, all: usize) -> Result<Vec<usize>, String> {
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
    use super::*;

    #[test]
    fn what_cannot_be_read_is_told() {
        assert_eq!(read_cards("1, 2 3 5 4", 5), Ok(vec![0, 1, 2, 4, 3]));
        assert_eq!(
            read_cards("1 2 6", 5),
            Err("6 is not the number of a line. The numbers go from 1 to 5.".into())
        );
        assert_eq!(read_cards("1 1", 5), Err("You typed line 1 twice.".into()));
        assert_eq!(read_cards("4 1 5", 5), Err("2 of 5 lines are missing: 2 3.".into()));
        assert_eq!(read_seconds("0 0.5", 2).map(|seconds| seconds.len()), Ok(2));
        assert_eq!(read_seconds("0", 2), Err("You typed 1 of 2 seconds.".into()));
        assert_eq!(read_seconds("x", 1), Err("x is not a second. Write 0, 1 or 2.5.".into()));
        let back = "1 comes after a later second, and time does not go back.";
        assert_eq!(read_seconds("2 1", 2), Err(back.into()));
    }
}
