//! What a task needs in order to be spawned, when it starts, and what it does without its handle.

use std::future;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::oneshot;
use tokio::task::{self, JoinError, JoinHandle};

const MESSAGE: &str = "no one awaits this task";
static STARTED: AtomicBool = AtomicBool::new(false);
static REPORTED: AtomicBool = AtomicBool::new(false);

#[tokio::test]
async fn a_task_takes_what_it_uses_with_async_move() -> Result<(), JoinError> {
    let name = String::from("a");
    let a = task::spawn(async move { download(&name).await.to_owned() });
    assert_eq!(a.await?, "a");
    Ok(())
}

#[tokio::test]
async fn an_await_of_something_ready_lets_no_other_task_run() {
    task::spawn(async { STARTED.store(true, Ordering::Relaxed) });
    future::ready(()).await;
    assert!(!STARTED.load(Ordering::Relaxed), "the await yielded");
    task::yield_now().await;
    assert!(STARTED.load(Ordering::Relaxed), "the task did not run");
}

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

/// Pretends to download something.
async fn download(name: &str) -> &str {
    task::yield_now().await;
    name
}
