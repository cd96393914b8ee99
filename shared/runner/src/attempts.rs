//! Tries with longer and longer seconds.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use anyhow::Result;

/// Each try holds it for reading. A try that needs the machine for itself holds it for writing.
static MACHINE: RwLock<()> = RwLock::new(());

/// The lesson second of a learner, and the longest that is tried: a lesson that holds only with a longer
/// second does not hold for learners.
const LEARNERS_SECOND: Duration = Duration::from_secs(1);

/// How much longer a lesson second is at each try than at the first one, below a learner's second.
const TIMES: [u32; 3] = [1, 4, 16];

/// How often a learner's second is tried, after the shorter ones.
const AT_A_LEARNERS_SECOND: usize = 3;

/// The largest number of tries.
pub(crate) const ALL: usize = TIMES.len() + AT_A_LEARNERS_SECOND;

/// Calls `run` with a lesson second of `first`, then with longer ones while `again` wants another try,
/// at most `tries` times. Returns what the last try returned.
///
/// `again` gets the number of the try, counted from 0. A machine that stalls makes lines late, and a stall
/// is a smaller part of a longer second. At a learner's second, further tries run alone, as a learner runs
/// a lesson.
///
/// # Errors
/// As `run`, without another try.
pub fn attempts<T>(
    first: Duration,
    tries: usize,
    mut run: impl FnMut(Duration) -> Result<T>,
    mut again: impl FnMut(&T, usize) -> bool,
) -> Result<T> {
    let mut tried = |second, alone: bool| {
        let _alone = alone.then(|| MACHINE.write().unwrap_or_else(PoisonError::into_inner));
        let _shared = (!alone).then(|| MACHINE.read().unwrap_or_else(PoisonError::into_inner));
        run(second)
    };
    let mut last = tried(first, false)?;
    for (attempt, second) in ladder(first).skip(1).take(tries.saturating_sub(1)).enumerate() {
        if !again(&last, attempt) {
            break;
        }
        last = tried(second, second >= LEARNERS_SECOND)?;
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
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

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
        assert_eq!(tried(ALL, |_, _| true), [25, 100, 400, 1000, 1000, 1000]);
        assert_eq!(tried(3, |_, _| true), [25, 100, 400]);
        assert_eq!(tried(4, |_, attempt| attempt == 0), [25, 100]);
        assert_eq!(tried(4, |second, _| second.as_millis() < 400), [25, 100, 400]);
    }

    #[test]
    fn at_a_learners_second_nothing_runs_beside_another_try() {
        let running = AtomicUsize::new(0);
        let climbs = || {
            let mut tries = 0;
            let run = |_| {
                tries += 1;
                let others = running.fetch_add(1, Ordering::SeqCst);
                assert!(tries == 1 || others == 0, "{others} beside try {tries}");
                thread::sleep(Duration::from_millis(5));
                running.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            };
            attempts(Duration::from_millis(600), ALL, run, |(), _| true).expect("nothing fails");
        };
        thread::scope(|scope| (0..4).for_each(|_| _ = scope.spawn(climbs)));
    }

    #[test]
    fn no_second_is_longer_than_a_learners_unless_the_first_is() {
        let ladder = |first| ladder(Duration::from_millis(first)).map(|second| second.as_millis());
        assert_eq!(ladder(100).collect::<Vec<_>>(), [100, 400, 1000, 1000, 1000]);
        assert_eq!(ladder(400).collect::<Vec<_>>(), [400, 1000, 1000, 1000]);
        assert_eq!(ladder(1000).collect::<Vec<_>>(), [1000, 1000, 1000, 1000]);
        assert_eq!(ladder(3000).collect::<Vec<_>>(), [3000, 3000, 3000, 3000]);
    }
}
