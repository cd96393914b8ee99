//! The ladder of longer seconds.

use std::time::Duration;

use anyhow::Result;

/// How much longer a lesson second is at each try than at the first one.
pub const SECONDS: [u32; 4] = [1, 4, 16, 64];

/// Runs something with a lesson second of `first`, and with longer ones as long as `again` wants
/// another try. At most `tries` of [`SECONDS`] are tried. Returns what the last try returned.
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
    for (attempt, times) in SECONDS.into_iter().take(tries).skip(1).enumerate() {
        if !again(&last, attempt) {
            break;
        }
        last = run(first * times)?;
    }
    Ok(last)
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
        assert_eq!(tried(4, |_, _| true), [25, 100, 400, 1600]);
        assert_eq!(tried(3, |_, _| true), [25, 100, 400]);
        assert_eq!(tried(4, |_, attempt| attempt == 0), [25, 100]);
        assert_eq!(tried(4, |second, _| second.as_millis() < 400), [25, 100, 400]);
    }
}
