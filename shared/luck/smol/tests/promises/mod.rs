//! What smol's executor promises, tested on the executor of the parent module.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use super::runtime::future::{self, yield_now};
use super::runtime::{LocalExecutor, Task, block_on, unblock};

/// A log that tasks write to.
pub(super) type Log = Rc<RefCell<Vec<&'static str>>>;

/// Logs when it is dropped.
struct Guard(Log, &'static str);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.borrow_mut().push(self.1);
    }
}

/// Runs main on a new executor and returns what was logged.
pub(super) fn log_of(main: impl AsyncFnOnce(&LocalExecutor<'_>, Log)) -> Vec<&'static str> {
    let log = Log::default();
    let executor = LocalExecutor::new();
    block_on(executor.run(main(&executor, Rc::clone(&log))));
    drop(executor);
    log.take()
}

/// Waits forever with a guard, and logs when it starts.
fn waits(executor: &LocalExecutor<'_>, log: &Log) -> Task<()> {
    let log = Rc::clone(log);
    executor.spawn(async move {
        log.borrow_mut().push("started");
        let _guard = Guard(Rc::clone(&log), "dropped");
        future::pending::<()>().await;
    })
}

async fn turns(count: usize) {
    for _ in 0..count {
        yield_now().await;
    }
}

#[test]
fn a_dropped_handle_cancels_a_task_that_has_started() {
    let log = log_of(async |executor, log| {
        let task = waits(executor, &log);
        while log.borrow().is_empty() {
            yield_now().await;
        }
        drop(task);
        log.borrow_mut().push("handle dropped");
        while log.borrow().len() < 3 {
            yield_now().await;
        }
        log.borrow_mut().push("main ends");
    });
    // The executor drops the future, not the handle, so the guard logs on a later turn.
    assert_eq!(log, ["started", "handle dropped", "dropped", "main ends"]);
}

#[test]
fn a_task_that_is_cancelled_before_it_starts_never_starts() {
    for _ in 0..50 {
        let log = log_of(async |executor, log| {
            drop(waits(executor, &log));
            turns(20).await;
        });
        assert!(log.is_empty(), "{log:?}");
    }
}

#[test]
fn cancel_waits_until_the_future_has_been_dropped() {
    let log = log_of(async |executor, log| {
        let task = waits(executor, &log);
        while log.borrow().is_empty() {
            yield_now().await;
        }
        assert_eq!(task.cancel().await, None);
        log.borrow_mut().push("cancelled");
    });
    assert_eq!(log, ["started", "dropped", "cancelled"]);
}

#[test]
fn cancel_hands_out_what_came_before() {
    block_on(async {
        let executor = LocalExecutor::new();
        let task = executor.spawn(async { 7 });
        while executor.try_tick() {}
        assert!(task.is_finished());
        assert_eq!(task.cancel().await, Some(7));
    });
}

#[test]
fn a_detached_task_goes_on() {
    let log = log_of(async |executor, log| {
        let other = Rc::clone(&log);
        let task = executor.spawn(async move {
            turns(3).await;
            other.borrow_mut().push("done");
        });
        task.detach();
        while log.borrow().is_empty() {
            yield_now().await;
        }
    });
    assert_eq!(log, ["done"]);
}

#[test]
fn a_panic_reaches_whoever_awaits() {
    block_on(async {
        let executor = LocalExecutor::new();
        let task: Task<()> = executor.spawn(async { panic!("of the task") });
        let main = executor.run(async {
            let panic = future::FutureExt::catch_unwind(AssertUnwindSafe(task)).await;
            let panic = panic.expect_err("the task panicked");
            assert_eq!(panic.downcast_ref(), Some(&"of the task"));
        });
        main.await;
        assert!(executor.is_empty());
    });
}

#[test]
fn awaiting_a_task_without_its_executor_panics() {
    let executor = LocalExecutor::new();
    let task = executor.spawn(async {});
    drop(executor);
    catch_unwind(AssertUnwindSafe(|| block_on(task))).expect_err("nobody can run it any more");
}

#[test]
fn a_task_may_drop_its_own_handle() {
    let log = log_of(async |executor, log| {
        let own = Rc::new(RefCell::new(None));
        let (handle, other) = (Rc::clone(&own), Rc::clone(&log));
        *own.borrow_mut() = Some(executor.spawn(async move {
            let _guard = Guard(Rc::clone(&other), "dropped");
            drop(handle.take());
            other.borrow_mut().push("goes on to its next await");
            yield_now().await;
            other.borrow_mut().push("and no further");
        }));
        turns(20).await;
        while log.borrow().len() < 2 {
            yield_now().await;
        }
    });
    assert_eq!(log, ["goes on to its next await", "dropped"]);
}

#[test]
fn wakes_of_other_threads_are_heard() {
    let executor = LocalExecutor::new();
    let task = executor.spawn(unblock(|| 7));
    assert_eq!(block_on(executor.run(task)), 7);
}
