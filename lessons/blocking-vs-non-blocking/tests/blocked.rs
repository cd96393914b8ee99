//! What a blocked thread holds up on runtimes that the lesson doesn't use.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use smol::Timer;
use smol::future::or;
use tokio::runtime::{Builder, Runtime};
use tokio::task;
use tokio::time::sleep;

/// Long enough for anything here that isn't held up.
const AWHILE: Duration = Duration::from_secs(1);

/// The other worker has nothing to do, and still doesn't take the task.
#[test]
fn a_blocked_worker_holds_up_the_task_that_it_has_just_spawned() {
    let ran = Arc::new(AtomicBool::new(false));
    let run = Arc::clone(&ran);
    let blocked = async move {
        let seen = Arc::clone(&run);
        let spawned = task::spawn(async move { run.store(true, Ordering::SeqCst) });
        thread::sleep(AWHILE);
        assert!(!seen.load(Ordering::SeqCst), "another worker took the task");
        spawned.await
    };
    let runtime = two_workers();
    runtime.block_on(runtime.spawn(blocked)).expect("no panic").expect("no panic");
    assert!(ran.load(Ordering::SeqCst));
}

#[test]
fn smols_block_on_around_a_tokio_timer_never_returns_on_a_current_thread_runtime() {
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    let timer_fired = runtime.block_on(async { smol::block_on(fires(Duration::from_millis(10))) });
    assert!(!timer_fired, "the blocked thread drove Tokio's timer");
}

#[test]
fn smols_block_on_around_a_tokio_timer_returns_when_another_worker_drives_the_timer() {
    let runtime = two_workers();
    let waiting = async { smol::block_on(fires(Duration::from_millis(10))) };
    let timer_fired = runtime.block_on(runtime.spawn(waiting)).expect("no panic");
    assert!(timer_fired);
}

/// Whether Tokio's timer of the given time wakes its task before smol's, which has its own thread.
async fn fires(time: Duration) -> bool {
    let fired = async {
        sleep(time).await;
        true
    };
    let gave_up = async {
        Timer::after(AWHILE).await;
        false
    };
    or(gave_up, fired).await
}

fn two_workers() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_time().build().expect("a runtime")
}
