//! How a task uses a pool for computing, and how a computation can be stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use tokio::sync::oneshot::{self, error::RecvError};
use tokio::task;
use tokio::time::{Duration, sleep};

/// Runs the work on rayon's pool. The task that awaits this leaves its thread to other tasks meanwhile.
async fn compute<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, RecvError> {
    let (sender, receiver) = oneshot::channel();
    rayon::spawn(move || {
        let _ = sender.send(work()); // an error means that nobody waits for the result any more
    });
    receiver.await
}

#[tokio::test]
async fn a_pool_computes_while_the_task_waits() {
    let main_thread = thread::current().id();
    let (sum, worker) = compute(|| ((1..=100).sum::<u32>(), thread::current().id()))
        .await
        .expect("the work doesn't panic");
    assert_eq!(sum, 5050);
    assert_ne!(worker, main_thread);
}

#[tokio::test]
async fn all_threads_of_the_pool_share_a_computation() -> Result<(), RecvError> {
    let sum = compute(|| (1..=1_000_000_u64).into_par_iter().sum::<u64>()).await?;
    assert_eq!(sum, 500_000_500_000);
    Ok(())
}

#[tokio::test]
async fn an_abort_does_not_stop_a_computation_and_a_flag_does() {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = stop.clone();
    let (begin, begun) = oneshot::channel();
    let computation = task::spawn_blocking(move || {
        begin.send(()).expect("the test waits");
        let mut rounds = 0_u64;
        while !asked.load(Ordering::Relaxed) {
            rounds += 1; // a piece of the work
        }
        rounds
    });
    begun.await.expect("it begins");
    computation.abort(); // too late: it has begun
    sleep(Duration::from_millis(10)).await;
    assert!(!computation.is_finished());

    stop.store(true, Ordering::Relaxed);
    assert!(computation.await.expect("it was not aborted") > 0);
}
