//! What happens to tasks when one of them fails, beyond what the lesson's program shows.

use std::future::{pending, ready};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use tokio::task::{JoinHandle, JoinSet, spawn, yield_now};
use tokio::try_join;

#[tokio::test]
async fn an_aborted_task_is_an_error_as_well() {
    let task = spawn(pending::<anyhow::Result<()>>());
    task.abort();
    let error = flatten(task).await.expect_err("the task was aborted");
    assert!(error.to_string().ends_with("was cancelled"), "{error}");
}

#[tokio::test]
async fn handles_stop_try_join_only_when_a_task_is_aborted_or_panics() {
    let (failed, waiting) = (spawn(fail()), spawn(pending::<()>()));
    waiting.abort();
    let error = try_join!(failed, waiting).expect_err("one task was aborted");
    assert!(error.is_cancelled());
}

#[tokio::test]
async fn a_join_set_that_is_dropped_at_the_first_error_aborts_its_tasks() {
    let connection = Arc::new("held until the task is dropped");
    let held = connection.clone();
    let mut downloads = JoinSet::new();
    downloads.spawn(async move {
        pending::<()>().await;
        Ok(held.len())
    });
    downloads.spawn(async {
        fail().await?;
        Ok(0)
    });

    let error = all(downloads).await.expect_err("one download failed");
    assert_eq!(format!("{error:#}"), "404 Not Found");
    // Dropping the set only asks. The runtime drops the task when it has the thread.
    while Arc::strong_count(&connection) > 1 {
        yield_now().await;
    }
}

async fn all(mut downloads: JoinSet<anyhow::Result<usize>>) -> anyhow::Result<Vec<usize>> {
    let mut sizes = Vec::new();
    while let Some(size) = downloads.join_next().await {
        // On an error, `?` leaves this function and drops the set, which aborts the tasks that are left.
        sizes.push(size??);
    }
    Ok(sizes)
}

#[tokio::test]
async fn an_async_block_needs_the_type_of_its_error() {
    let page = spawn(async {
        fail().await?;
        Ok::<_, anyhow::Error>("text of b")
    });
    assert!(page.await.expect("it does not panic").is_err());
}

#[test]
fn the_cause_can_be_found_below_its_context() {
    let error = refused().context("page b").expect_err("it is refused");
    let cause = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    assert_eq!(cause, Some(std::io::ErrorKind::ConnectionRefused));
    assert_eq!(error.to_string(), "page b");
    assert_eq!(format!("{error:#}"), "page b: connection refused");
}

fn refused() -> std::io::Result<()> {
    Err(std::io::ErrorKind::ConnectionRefused.into())
}

fn fail() -> impl Future<Output = anyhow::Result<()>> {
    ready(Err(anyhow!("404 Not Found")))
}

async fn flatten<T>(task: JoinHandle<anyhow::Result<T>>) -> anyhow::Result<T> {
    task.await?
}
