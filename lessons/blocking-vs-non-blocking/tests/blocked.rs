//! What a blocked thread holds up on runtimes that the lesson doesn't use.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use smol::Timer;
use smol::future::or;
use tokio::runtime::{Builder, Runtime};
use tokio::task;
use tokio::time::sleep;

/// Long enough for anything here that isn't held up.
const AWHILE: Duration = Duration::from_secs(1);

/// The other worker has nothing to do. It takes the older task, and still can't take the newest.
#[test]
fn a_blocked_worker_holds_up_the_task_that_it_has_just_spawned() {
    let blocked = async {
        let older = task::spawn(async {});
        let newest = task::spawn(async {});
        thread::sleep(AWHILE);
        assert!(older.is_finished(), "no other worker took it");
        assert!(!newest.is_finished(), "another worker took it");
        newest.await
    };
    let runtime = two_workers();
    runtime.block_on(runtime.spawn(blocked)).expect("no panic").expect("no panic");
}

/// Each call blocks until the other one has begun, so they would hang on one thread.
#[tokio::test(flavor = "current_thread")]
async fn spawn_blocking_runs_two_blocking_calls_at_the_same_time() {
    fn block(name: &str) -> &str {
        static BOTH: Barrier = Barrier::new(2);
        BOTH.wait();
        name
    }
    let both = tokio::join!(
        task::spawn_blocking(|| block("block-1")),
        task::spawn_blocking(|| block("block-2")),
    );
    assert_eq!((both.0.expect("no panic"), both.1.expect("no panic")), ("block-1", "block-2"));
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
