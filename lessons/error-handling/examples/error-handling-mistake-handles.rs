//! "`try_join!` on the handles returns at the first error of a task."
//!
//! To `try_join!`, a task that returns an error has succeeded: the handle gives `Ok(Err(error))`. No one
//! looks at the inner result, and the compiler doesn't warn.
//!
//! Breaks: unexpected: "got all three pages"

use anyhow::{Context, ensure};
use futures::future::join_all;
use in_order::{Finished, lesson, say, secs};
use tokio::task::spawn;
use tokio::time::sleep;
use tokio::try_join;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // try_join! returns at the first error, and drops the downloads that are unfinished.
    let pages = try_join!(download("a", 3), download("b", 1), download("c", 3));
    if let Err(error) = pages {
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
    match try_join!(a, b, c) {
        Ok(_pages) => say!("got all three pages"),
        Err(error) => say!("first error of a task: {error:#}"),
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
