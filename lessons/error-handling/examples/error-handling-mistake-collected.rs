//! "`join_all` with `collect` into one `Result` stops at the first error."
//!
//! `collect` stops there, but it starts when `join_all` is done, which waits for all three. `a` and `c`
//! run to their end, and their pages are thrown away.
//!
//! Breaks: the after of "a: done"

use anyhow::{Context, ensure};
use futures::future::join_all;
use in_order::{Finished, lesson, say, secs};
use tokio::task::{JoinHandle, spawn};
use tokio::time::sleep;
use tokio::try_join;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let pages = join_all([download("a", 3), download("b", 1), download("c", 3)]).await;
    if let Err(error) = pages.into_iter().collect::<anyhow::Result<Vec<_>>>() {
        say!("first error: {error:#}");
    }

    // To join_all a Result is a value like any other, so it waits for all three.
    for page in join_all([download("a", 2), download("b", 1), download("c", 2)]).await {
        match page {
            Ok(text) => say!("result: {text}"),
            Err(error) => say!("result: {error:#}"),
        }
    }

    // Here try_join! drops two handles, and their tasks keep running.
    let (a, b, c) = (spawn(download("a", 3)), spawn(download("b", 1)), spawn(download("c", 3)));
    if let Err(error) = try_join!(flatten(a), flatten(b), flatten(c)) {
        say!("first error of a task: {error:#}");
    }

    // Keeps the program alive long enough to see what happens to a and c.
    sleep(secs(4)).await;
    say!("main: done");

    lesson.finish()
}

/// Downloads a page. An error says which page it was.
async fn download(name: &'static str, seconds: u32) -> anyhow::Result<String> {
    let text = get(name, seconds).await.with_context(|| format!("page {name}"))?;
    say!("{name}: done");
    Ok(text)
}

/// Pretends to send a request that is answered after the given number of seconds. The server has no page b.
async fn get(name: &'static str, seconds: u32) -> anyhow::Result<String> {
    let mut request = Request { name, answered: false };
    sleep(secs(seconds)).await;
    request.answered = true;
    ensure!(name != "b", "404 Not Found");
    Ok(format!("text of {name}"))
}

/// A guard: `drop` runs when the request ends, and reports one that has no answer yet.
struct Request {
    name: &'static str,
    answered: bool,
}

impl Drop for Request {
    fn drop(&mut self) {
        if !self.answered {
            say!("{}: cancelled", self.name);
        }
    }
}

/// The result of a task is inside the result of its handle. Returns one error for both.
async fn flatten<T>(task: JoinHandle<anyhow::Result<T>>) -> anyhow::Result<T> {
    task.await?
}
