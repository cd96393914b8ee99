//! Error handling, on smol.
//!
//! Run it: cargo run -p error-handling --example error-handling-smol

use anyhow::{Context, ensure};
use futures::future::join_all;
use futures::try_join;
use in_order::{Finished, lesson, say, secs};
use smol::{LocalExecutor, Timer};

fn main() -> Finished {
    let lesson = lesson!("expected.smol.order");

    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        let pages = try_join!(download("a", 3), download("b", 1), download("c", 3));
        if let Err(error) = pages {
            say!("first error: {error:#}");
        }

        for page in join_all([download("a", 2), download("b", 1), download("c", 2)]).await {
            match page {
                Ok(text) => say!("result: {text}"),
                Err(error) => say!("result: {error:#}"),
            }
        }

        // A handle returns what its task returns, so nothing needs flattening. Dropping a handle
        // cancels the task.
        let a = executor.spawn(download("a", 3));
        let b = executor.spawn(download("b", 1));
        let c = executor.spawn(download("c", 3));
        if let Err(error) = try_join!(a, b, c) {
            say!("first error of a task: {error:#}");
        }

        Timer::after(secs(4)).await;
        say!("main: done");
    }));

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
    Timer::after(secs(seconds)).await;
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
