//! What a shielded task keeps without its caller, and what it doesn't.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, oneshot};
use tokio::task::{self, JoinError};
use tokio::time::timeout;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

const SHORT: Duration = Duration::from_millis(20);
const CLOSED: &str = "the semaphore is never closed";

#[tokio::test]
async fn a_permit_of_the_caller_is_released_while_the_task_runs() {
    let limit = Arc::new(Semaphore::new(1));
    let (finish, work) = oneshot::channel();
    let caller = async {
        let _permit = limit.acquire().await.expect(CLOSED);
        task::spawn(work).await
    };
    assert!(timeout(SHORT, caller).await.is_err());

    assert_eq!(limit.available_permits(), 1, "the dropped caller has released its permit");
    finish.send(()).expect("the task still runs");
}

#[tokio::test]
async fn a_permit_that_is_moved_into_the_task_is_held_until_its_end() -> Result<(), JoinError> {
    let limit = Arc::new(Semaphore::new(1));
    let (finish, work) = oneshot::channel();
    let tasks = TaskTracker::new();
    let caller = async {
        let permit = Arc::clone(&limit).acquire_owned().await.expect(CLOSED);
        let purchase = tasks.spawn(async move {
            work.await.expect("the test sends");
            drop(permit);
        });
        purchase.await
    };
    assert!(timeout(SHORT, caller).await.is_err());

    assert_eq!(limit.available_permits(), 0, "the task still has the permit");
    finish.send(()).expect("the task still runs");
    tasks.close();
    tasks.wait().await;
    assert_eq!(limit.available_permits(), 1);
    Ok(())
}

#[tokio::test]
async fn a_caller_that_keeps_the_handle_can_await_the_task_after_a_timeout() -> Result<(), JoinError>
{
    let (finish, work) = oneshot::channel::<&str>();
    let mut purchase = task::spawn(work);
    assert!(timeout(SHORT, &mut purchase).await.is_err());

    finish.send("saved").expect("the task still runs");
    assert_eq!(purchase.await?, Ok("saved"));
    Ok(())
}

#[tokio::test]
async fn the_handle_that_aborts_on_drop_is_not_a_shield() {
    let (mut running, stopped) = oneshot::channel::<()>();
    let caller = AbortOnDropHandle::new(task::spawn(stopped));
    assert!(timeout(SHORT, caller).await.is_err());

    running.closed().await; // returns when the task has dropped its end
}
