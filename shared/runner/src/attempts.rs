//! The ladder of longer seconds.

use std::time::Duration;

use anyhow::Result;

/// The second at which a learner runs a lesson, and the longest that is tried: a lesson that holds
/// only when a second is longer does not hold for them.
const LEARNERS_SECOND: Duration = Duration::from_secs(1);

/// How much longer a lesson second is at each try than at the first one, below a learner's second.
const TIMES: [u32; 3] = [1, 4, 16];

/// How often a learner's second is tried, after the shorter ones.
const AT_A_LEARNERS_SECOND: usize = 2;

/// How many tries there are at the most.
pub(crate) const ALL: usize = TIMES.len() + AT_A_LEARNERS_SECOND;

/// Runs something with a lesson second of `first`, and with longer ones as long as `again` wants
/// another try, `tries` times at the most. Returns what the last try returned.
///
/// `again` is told which try it was, counted from 0. A machine that stalls makes lines late, and the
/// longer a second is, the less of it a stall takes.
///
/// # Errors
/// As `run`, at once.
pub fn attempts<T>(
    first: Duration,
    tries: usize,
    mut run: impl FnMut(Duration) -> Result<T>,
    mut again: impl FnMut(&T, usize) -> bool,
) -> Result<T> {
    let mut last = run(first)?;
    for (attempt, second) in ladder(first).skip(1).take(tries.saturating_sub(1)).enumerate() {
        if !again(&last, attempt) {
            break;
        }
        last = run(second)?;
    }
    Ok(last)
}

/// The lesson seconds of all tries.
fn ladder(first: Duration) -> impl Iterator<Item = Duration> {
    let longer = TIMES.into_iter().skip(1).map(move |times| first * times);
    let longer = longer.filter(|second| *second < LEARNERS_SECOND);
    let last = std::iter::repeat_n(first.max(LEARNERS_SECOND), AT_A_LEARNERS_SECOND);
    std::iter::once(first).chain(longer).chain(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(tries: usize, again: impl FnMut(&Duration, usize) -> bool) -> Vec<u128> {
        let mut seconds = Vec::new();
        let run = |second: Duration| {
            seconds.push(second.as_millis());
            Ok(second)
        };
        attempts(Duration::from_millis(25), tries, run, again).expect("nothing fails");
        seconds
    }

    #[test]
    fn seconds_grow_as_long_as_another_try_is_wanted() {
        assert_eq!(tried(4, |_, _| false), [25]);
        assert_eq!(tried(ALL, |_, _| true), [25, 100, 400, 1000, 1000]);
        assert_eq!(tried(3, |_, _| true), [25, 100, 400]);
        assert_eq!(tried(4, |_, attempt| attempt == 0), [25, 100]);
        assert_eq!(tried(4, |second, _| second.as_millis() < 400), [25, 100, 400]);
    }

    #[test]
    fn no_second_is_longer_than_a_learners_unless_the_first_is() {
        let ladder = |first| ladder(Duration::from_millis(first)).map(|second| second.as_millis());
        assert_eq!(ladder(100).collect::<Vec<_>>(), [100, 400, 1000, 1000]);
        assert_eq!(ladder(400).collect::<Vec<_>>(), [400, 1000, 1000]);
        assert_eq!(ladder(1000).collect::<Vec<_>>(), [1000, 1000, 1000]);
        assert_eq!(ladder(3000).collect::<Vec<_>>(), [3000, 3000, 3000]);
    }
}
