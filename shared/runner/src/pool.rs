//! Several jobs at a time.

use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::process::interrupted;

/// Lessons mostly wait: all of them together keep two processors busy for a third of the time.
#[must_use]
pub fn default_jobs() -> usize {
    thread::available_parallelism().map_or(2, usize::from) * 8
}

/// Runs jobs, `workers` at a time. The longest goes first, and of equally long ones the one that came
/// first. `done` takes each result and may return further jobs.
///
/// After Ctrl-C no further job starts.
pub fn pool<J: Send, R>(
    workers: usize,
    jobs: Vec<J>,
    length: impl Fn(&J) -> Duration + Sync,
    run: impl Fn(&J) -> R + Sync,
    done: impl FnMut(J, R) -> Vec<J> + Send,
) {
    let shared = Mutex::new(Shared { waiting: jobs, running: 0, done });
    let changed = Condvar::new();
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| work(&shared, &changed, &length, &run));
        }
    });
}

/// What the workers share.
struct Shared<J, D> {
    waiting: Vec<J>,
    /// Jobs that run now, and may bring new ones when they end.
    running: usize,
    done: D,
}

/// What one worker does, until no more jobs can come.
fn work<J, R, D: FnMut(J, R) -> Vec<J>>(
    shared: &Mutex<Shared<J, D>>,
    changed: &Condvar,
    length: &impl Fn(&J) -> Duration,
    run: &impl Fn(&J) -> R,
) {
    let lock = || shared.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let mut guard = lock();
        let job = loop {
            if interrupted() {
                return changed.notify_all();
            }
            match longest(&guard.waiting, length) {
                Some(job) => break guard.waiting.remove(job),
                None if guard.running == 0 => return changed.notify_all(),
                None => guard = changed.wait(guard).unwrap_or_else(PoisonError::into_inner),
            }
        };
        guard.running += 1;
        drop(guard);
        let result = run(&job);
        let mut guard = lock();
        guard.running -= 1;
        let more = (guard.done)(job, result);
        guard.waiting.extend(more);
        drop(guard);
        changed.notify_all();
    }
}

fn longest<J>(jobs: &[J], length: &impl Fn(&J) -> Duration) -> Option<usize> {
    // The last of equal maxima is the result of `max_by_key`, and the first is wanted.
    (0..jobs.len()).rev().max_by_key(|&job| length(&jobs[job]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_job_is_first_and_a_job_may_bring_others() {
        let order = Mutex::new(Vec::new());
        let run = |job: &u64| order.lock().expect("no worker panics").push(*job);
        let more = |job: u64, ()| if job == 30 { vec![11, 40] } else { Vec::new() };
        pool(1, vec![10, 30, 20], |&job| Duration::from_secs(job), run, more);
        assert_eq!(order.into_inner().expect("no worker panics"), [30, 40, 20, 11, 10]);
    }

    #[test]
    fn equal_jobs_keep_their_order_and_all_workers_take_part() {
        let order = Mutex::new(Vec::new());
        let both = std::sync::Barrier::new(2);
        let run = |job: &usize| {
            order.lock().expect("no worker panics").push(*job);
            both.wait();
        };
        pool(2, (0..6).collect(), |_| Duration::ZERO, run, |_, ()| Vec::new());
        let mut order = order.into_inner().expect("no worker panics");
        // The two that meet start in either order.
        order.chunks_mut(2).for_each(<[usize]>::sort_unstable);
        assert_eq!(order, [0, 1, 2, 3, 4, 5]);
    }
}
