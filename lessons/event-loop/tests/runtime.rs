//! What `spawn` needs of a Tokio runtime.

use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::time::sleep;

#[test]
fn a_runtime_that_no_thread_has_entered_queues_a_task_and_runs_it_in_block_on() {
    let runtime = new_runtime();
    assert!(Handle::try_current().is_err(), "this thread has entered a runtime");
    let a = runtime.spawn(async {
        sleep(Duration::from_millis(10)).await;
        "a is done"
    });
    assert!(!a.is_finished());
    assert_eq!(runtime.block_on(a).expect("no panic"), "a is done");
}

#[test]
fn enter_lets_spawn_find_the_runtime() {
    let runtime = new_runtime();
    let _entered = runtime.enter();
    let a = tokio::spawn(async { "a is done" });
    assert_eq!(runtime.block_on(a).expect("no panic"), "a is done");
}

#[test]
#[should_panic(expected = "there is no reactor running")]
fn sleep_panics_outside_a_runtime_when_it_is_called() {
    let _never_awaited = sleep(Duration::from_millis(10));
}

#[test]
fn a_handle_spawns_from_a_thread_that_has_not_entered_the_runtime() {
    let runtime = new_runtime();
    let handle = runtime.handle().clone();
    let other = thread::spawn(move || handle.spawn(async { "a is done" }));
    let a = other.join().expect("no panic");
    assert_eq!(runtime.block_on(a).expect("no panic"), "a is done");
}

fn new_runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime")
}
