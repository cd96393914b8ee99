//! Whether the machine had other things to do while something was measured.

use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// If others take more of one processor than this, that is a disturbance: a share of the time, plus the
/// possible error of the kernel's 10 ms clock.
const OTHERS: (f64, f64) = (0.10, 0.06);

/// A machine that computes slower than its best by this factor is not quiet.
const SLOWER: f64 = 1.25;

/// Examines the machine before and after a run.
#[derive(Default)]
pub(crate) struct Machine {
    /// The best time of a short computation.
    best: Option<Duration>,
}

/// How busy the machine was before a run.
pub(crate) struct Before {
    at: Instant,
    busy: Option<f64>,
    slow: Option<f64>,
}

impl Machine {
    pub(crate) fn before(&mut self) -> Before {
        // Two, so that a chance interruption of one does not count.
        let took = compute().min(compute());
        let best = self.best.map_or(took, |best| best.min(took));
        self.best = Some(best);
        let times = took.as_secs_f64() / best.as_secs_f64();
        let slow = (times > SLOWER).then_some(times);
        Before { at: Instant::now(), busy: busy(), slow }
    }
}

impl Before {
    /// Why the machine was not quiet since then, if it was not. `own` is the processor time that the
    /// benchmark itself took.
    pub(crate) fn disturbed(&self, own: f64) -> Option<String> {
        let others = self.busy.zip(busy()).map_or(0.0, |(before, after)| after - before - own);
        let wall = self.at.elapsed().as_secs_f64();
        if others > OTHERS.0 * wall + OTHERS.1 {
            let percent = 100.0 * others / wall;
            return Some(format!("others took {percent:.0} % of a processor"));
        }
        self.slow.map(|times| format!("a computation took {times:.1} times its best"))
    }
}

/// Seconds that all processors have been busy since the machine started. Only Linux reports it.
fn busy() -> Option<f64> {
    let stat = fs::read_to_string("/proc/stat").ok()?;
    busy_of(&stat)
}

fn busy_of(stat: &str) -> Option<f64> {
    let fields: Vec<f64> =
        stat.lines().next()?.strip_prefix("cpu ")?.split_whitespace().filter_map(ticks).collect();
    // user, nice, system, idle, iowait, irq, softirq, steal
    let [user, nice, system, _, _, irq, softirq, steal] = fields.get(..8)?.try_into().ok()?;
    Some(user + nice + system + irq + softirq + steal)
}

/// Such times are in hundredths of a second.
pub(crate) fn ticks(field: &str) -> Option<f64> {
    Some(field.parse::<f64>().ok()? / 100.0)
}

/// A few milliseconds of arithmetic.
fn compute() -> Duration {
    let start = Instant::now();
    let mut state = black_box(0x9e37_79b9_7f4a_7c15_u64);
    for _ in 0..400_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    black_box(state);
    start.elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_time_and_waiting_for_disks_is_not_busy() {
        let stat = "cpu  100 200 300 99999 88888 1 2 3 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n";
        assert_eq!(busy_of(stat), Some(6.06));
        assert_eq!(busy_of("intr 1 2 3\n"), None);
    }

    #[test]
    fn what_the_benchmark_takes_itself_is_no_disturbance() {
        let Some(now) = busy() else { return };
        let before = |busy| Before { at: Instant::now(), busy: Some(busy), slow: None };
        assert!(before(now - 50.0).disturbed(0.0).is_some_and(|why| why.starts_with("others")));
        assert_eq!(before(now - 50.0).disturbed(1e6), None);
    }
}
