//! "What stands at the end of the function is done at the end of the task."
//!
//! Only if the task gets there. A task that is dropped at its await runs no further line of its own;
//! what has to happen in any case belongs in a `drop`.
//!
//! Breaks: never comes: "upload: part file removed"

use in_order::{Finished, lesson, say, secs};
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::sleep;
use tokio::{select, task};
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let upload = task::spawn(upload());
    sleep(secs(1)).await;
    say!("main: cancels upload");
    upload.abort();
    if upload.await.is_err_and(|error| error.is_cancelled()) {
        say!("main: upload was cancelled");
    }

    let (half, halves) = mpsc::channel(1);
    let (ping, pings) = mpsc::channel(1);
    let stop = CancellationToken::new();
    let journal = task::spawn(journal(Messages { halves, head: None }, pings, stop.clone()));
    say!("main: sends half a message");
    half.send("hello, ").await?;
    sleep(secs(1)).await;
    say!("main: pings");
    ping.send(()).await?;
    sleep(secs(1)).await;
    say!("main: sends the other half");
    half.send("world").await?;
    sleep(secs(1)).await;

    say!("main: asks journal to stop");
    stop.cancel();
    journal.await?;
    say!("main: journal is closed");

    lesson.finish()
}

/// Would take ten seconds.
async fn upload() {
    say!("upload: started");
    sleep(secs(10)).await;
    say!("upload: done");
    say!("upload: part file removed");
}

/// Writes messages down until it is asked to stop.
async fn journal(messages: Messages, pings: Receiver<()>, stop: CancellationToken) {
    listen(messages, pings, stop, |line| say!("journal: {line}")).await;
    say!("journal: stopping");
    sleep(secs(1)).await;
    say!("journal: saved");
}

/// Notes each message, and answers pings in between.
async fn listen(
    mut messages: Messages,
    mut pings: Receiver<()>,
    stop: CancellationToken,
    mut note: impl FnMut(String),
) {
    loop {
        select! {
            Some(message) = messages.next() => note(format!("got {message}")),
            Some(()) = pings.recv() => note("pong".into()),
            () = stop.cancelled() => return,
        }
    }
}

/// Messages that come in two halves.
struct Messages {
    halves: Receiver<&'static str>,
    /// The first half of a message whose second has not come yet.
    head: Option<&'static str>,
}

impl Messages {
    /// Safe to drop: what has been received lies in the struct at each await, not in this future.
    async fn next(&mut self) -> Option<String> {
        if self.head.is_none() {
            self.head = self.halves.recv().await;
        }
        let tail = self.halves.recv().await?;
        self.head.take().map(|head| format!("{head}{tail}"))
    }
}
