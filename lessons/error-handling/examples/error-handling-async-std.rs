//! Error handling, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p error-handling --example error-handling-async-std

use std::panic::AssertUnwindSafe;

use anyhow::{Context, ensure};
use async_std::task::{self, sleep, spawn_local};
use futures::FutureExt;
use futures::future::join_all;
use in_order::{Finished, expect_panic, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!("expected.async-std.order");

    task::block_on(failures());

    lesson.finish()
}

async fn failures() {
    // The error passes two awaits on its way up. {:#} prints what each has added, and the cause.
    if let Err(error) = front_page().await {
        say!("caught: {error:#}");
    }

    // One future made of three: the first error ends it, and drops the two that still wait.
    if let Err(error) = futures::try_join!(fetch("a", 2), fetch("b", 1), fetch("c", 2)) {
        say!("first error: {error:#}");
    }

    // A result is a value like any other: join_all waits for all three and hands out each.
    for result in join_all([fetch("a", 2), fetch("b", 1), fetch("c", 2)]).await {
        match result {
            Ok(page) => say!("result: {page}"),
            Err(error) => say!("result: {error:#}"),
        }
    }

    // A panic in a task goes on in whoever awaits it. Without catch_unwind it would end main here.
    let tasks = [("b", spawn_local(fetch("b", 1))), ("newest", spawn_local(newest(vec![])))];
    expect_panic("index out of bounds"); // `newest` has a bug
    for (name, task) in tasks {
        match AssertUnwindSafe(task).catch_unwind().await {
            Ok(Ok(page)) => say!("task {name}: {page}"),
            Ok(Err(error)) => say!("task {name}: {error:#}"),
            Err(_panic) => say!("task {name}: its panic came out of the await"),
        }
    }
}

async fn front_page() -> anyhow::Result<String> {
    // `?` after `.await` returns the error from here, as in any function.
    let lead = fetch("b", 1).await.context("front page")?;
    Ok(format!("<h1>{lead}</h1>"))
}

async fn fetch(name: &'static str, seconds: u32) -> anyhow::Result<&'static str> {
    get(name, seconds).await.with_context(|| format!("page {name}"))
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
