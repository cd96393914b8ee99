//! Cancellation, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p cancellation --example cancellation-async-std

use async_std::channel::{self, Receiver, RecvError};
use async_std::prelude::*;
use async_std::task;
use in_order::{Finished, lesson, say, secs};

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    task::block_on(async {
        let upload = task::spawn_local(upload());
        task::sleep(secs(1)).await;
        say!("main: cancels upload");
        // Cancels, and waits until the task has been dropped. A plain `drop` of the handle would let
        // the task go on.
        if upload.cancel().await.is_none() {
            say!("main: upload was cancelled");
        }

        let (half, halves) = channel::bounded(1);
        let (ping, pings) = channel::bounded(1);
        // In place of a token: a channel that carries nothing. Its end is the message.
        let (stop, stopped) = channel::bounded::<()>(1);
        let journal = task::spawn_local(journal(Messages { halves, head: None }, pings, stopped));
        say!("main: sends half a message");
        half.send("hello, ").await?;
        task::sleep(secs(1)).await;
        say!("main: pings");
        ping.send(()).await?;
        task::sleep(secs(1)).await;
        say!("main: sends the other half");
        half.send("world").await?;
        task::sleep(secs(1)).await;

        say!("main: asks journal to stop");
        stop.close();
        journal.await;
        say!("main: journal is closed");
        anyhow::Ok(())
    })?;

    lesson.finish()
}

/// Would take ten seconds.
async fn upload() {
    let _part = PartFile;
    say!("upload: started");
    task::sleep(secs(10)).await;
    say!("upload: done");
}

/// A guard: its drop runs whichever way the upload ends.
struct PartFile;

impl Drop for PartFile {
    fn drop(&mut self) {
        say!("upload: part file removed");
    }
}

/// What the journal waits for.
enum Event {
    Message(String),
    Ping,
    Stop,
}

/// Writes messages down, and answers pings in between, until it is asked to stop.
async fn journal(mut messages: Messages, pings: Receiver<()>, stopped: Receiver<()>) {
    loop {
        let message = async { messages.next().await.map_or(Event::Stop, Event::Message) };
        let ping = async { pings.recv().await.map_or(Event::Stop, |()| Event::Ping) };
        let stop = async { stopped.recv().await.map_or(Event::Stop, |()| Event::Stop) };
        // One is done first; the other two are dropped, wherever they stand.
        match message.race(ping).race(stop).await {
            Event::Message(message) => say!("journal: got {message}"),
            Event::Ping => say!("journal: pong"),
            Event::Stop => break,
        }
    }
    say!("journal: stopping");
    // A task that is asked may await on its way out. A drop cannot.
    task::sleep(secs(1)).await;
    say!("journal: saved");
}

/// Messages that come in two halves.
struct Messages {
    halves: Receiver<&'static str>,
    /// The first half of a message whose second has not come yet.
    head: Option<&'static str>,
}

impl Messages {
    /// Safe to drop: what has been received lies in the struct at each await, not in this future.
    async fn next(&mut self) -> Result<String, RecvError> {
        let head = match self.head {
            Some(head) => head,
            None => *self.head.insert(self.halves.recv().await?),
        };
        let tail = self.halves.recv().await?;
        self.head = None;
        Ok(format!("{head}{tail}"))
    }
}
