//! What happens to a task when the code that spawned it has lost the handle.

use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::oneshot;
use tokio::task::{self, JoinError, JoinHandle};

const MESSAGE: &str = "no one awaits this task";
static REPORTED: AtomicBool = AtomicBool::new(false);

#[tokio::test]
async fn a_task_that_panics_without_its_handle_still_calls_the_panic_hook() {
    panic::set_hook(Box::new(|info| {
        if info.payload().downcast_ref() == Some(&MESSAGE) {
            REPORTED.store(true, Ordering::Relaxed);
        }
    }));
    drop(task::spawn(async { panic::panic_any(MESSAGE) }));
    task::yield_now().await;
    let _ = panic::take_hook();
    assert!(REPORTED.load(Ordering::Relaxed), "the hook, which prints panics, was not called");
}

#[tokio::test]
async fn a_question_mark_on_the_first_handle_leaves_the_second_task_running() {
    let (go, gone) = oneshot::channel();
    let (report, reported) = oneshot::channel();
    let a = task::spawn(async { panic!("a failed") });
    let b = task::spawn(async move {
        gone.await.expect("the test sends");
        report.send("b is done").expect("the test receives");
    });
    assert!(both(a, b).await.is_err());
    go.send(()).expect("b is still running");
    assert_eq!(reported.await, Ok("b is done"));
}

async fn both(a: JoinHandle<()>, b: JoinHandle<()>) -> Result<(), JoinError> {
    a.await?;
    b.await?;
    Ok(())
}
