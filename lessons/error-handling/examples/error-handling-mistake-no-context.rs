//! "The error says what went wrong, so `?` alone will do."
//!
//! It says what, but not of which: a program that fetches a hundred pages prints "404 not found".
//!
//! Breaks: unexpected: "caught: 404 not found"

use anyhow::ensure;
use futures::future::join_all;
use in_order::{Finished, expect_panic, lesson, say, secs};
use tokio::{spawn, time::sleep};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // The error passes two awaits on its way up. Neither adds anything.
    if let Err(error) = front_page().await {
        say!("caught: {error:#}");
    }

    // One future made of three: the first error ends it, and drops the two that still wait.
    if let Err(error) = tokio::try_join!(fetch("a", 2), fetch("b", 1), fetch("c", 2)) {
        say!("first error: {error:#}");
    }

    // A result is a value like any other: join_all waits for all three and hands out each.
    for result in join_all([fetch("a", 2), fetch("b", 1), fetch("c", 2)]).await {
        match result {
            Ok(page) => say!("result: {page}"),
            Err(error) => say!("result: {error:#}"),
        }
    }

    // A handle puts a result of its own around that of the task: Err if the task has panicked.
    let tasks = [("b", spawn(fetch("b", 1))), ("newest", spawn(newest(vec![])))];
    expect_panic("index out of bounds"); // `newest` has a bug
    for (name, task) in tasks {
        match task.await {
            Ok(Ok(page)) => say!("task {name}: {page}"),
            Ok(Err(error)) => say!("task {name}: {error:#}"),
            Err(join_error) => say!("task {name}: panicked: {}", join_error.is_panic()),
        }
    }

    lesson.finish()
}

async fn front_page() -> anyhow::Result<String> {
    // `?` after `.await` returns the error from here, as in any function.
    let lead = fetch("b", 1).await?;
    Ok(format!("<h1>{lead}</h1>"))
}

async fn fetch(name: &'static str, seconds: u32) -> anyhow::Result<&'static str> {
    get(name, seconds).await
}

/// Stands for a request that takes so many seconds. The server has no page b.
async fn get(name: &'static str, seconds: u32) -> anyhow::Result<&'static str> {
    let unanswered = Unanswered(name);
    sleep(secs(seconds)).await;
    // The answer is here, so the guard has nothing to tell any more.
    std::mem::forget(unanswered);
    say!("{name}: answered");
    ensure!(name != "b", "404 not found");
    Ok(name)
}

/// Says so when a request is dropped before its answer.
struct Unanswered(&'static str);

impl Drop for Unanswered {
    fn drop(&mut self) {
        say!("{}: dropped", self.0);
    }
}

/// Has a bug: it panics when there are no pages.
async fn newest(pages: Vec<&'static str>) -> anyhow::Result<&'static str> {
    sleep(secs(2)).await;
    Ok(pages[0])
}
