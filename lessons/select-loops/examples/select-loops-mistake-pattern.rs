//! "When the channel is closed, `Some(message)` doesn't match, and the loop ends."
//!
//! A result that doesn't match the pattern switches its branch off for that round. The other branches stay in
//! the loop, so it ticks until its deadline.
//!
//! Breaks: unexpected: "a: tick"

use std::pin::pin;

use in_order::{Finished, lesson, say, secs};
use tokio::select;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task;
use tokio::time::{Instant, interval_at, sleep};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // The server of a sends a whole message, and then drops its sender, which closes the channel.
    let (sender, parts) = mpsc::channel(1);
    task::spawn(serve(sender, [(1, "hel"), (3, "lo")]));
    listen("a", parts).await;

    // The server of b sends half a message, and would send the other half in an hour.
    let (sender, parts) = mpsc::channel(1);
    task::spawn(serve(sender, [(1, "wor"), (3600, "ld")]));
    listen("b", parts).await;

    lesson.finish()
}

/// Pretends to be a server: sends each part after a pause.
async fn serve(sender: Sender<&'static str>, parts: [(u32, &'static str); 2]) {
    for (pause, part) in parts {
        sleep(secs(pause)).await;
        say!("server: sends {part}");
        if sender.send(part).await.is_err() {
            return;
        }
    }
}

/// Reads messages for up to eight seconds. Meanwhile it ticks after two seconds, and then every four.
async fn listen(name: &str, parts: Receiver<&'static str>) {
    let mut messages = Messages { parts, arrived: Vec::new() };
    let mut ticks = interval_at(Instant::now() + secs(2), secs(4));
    // Made before the loop, so that a round doesn't restart it, and pinned, so that a round can borrow it.
    let mut deadline = pin!(sleep(secs(8)));
    let end = loop {
        // One branch wins the round. The futures of the other two are dropped.
        select! {
            Some(message) = messages.next() => say!("{name}: got {message}"),
            _ = ticks.tick() => say!("{name}: tick"),
            // When this branch loses, only the reference is dropped.
            () = &mut deadline => break "gave up",
        }
    };
    say!("{name}: {end}");
}

/// Messages that arrive in two parts.
struct Messages {
    parts: Receiver<&'static str>,
    /// The parts of the next message that have arrived so far.
    arrived: Vec<&'static str>,
}

impl Messages {
    /// Cancel safe: at the await, everything that has arrived is in `self`, which outlives this future.
    async fn next(&mut self) -> Option<String> {
        while self.arrived.len() < 2 {
            let part = self.parts.recv().await?;
            self.arrived.push(part);
        }
        Some(self.arrived.drain(..).collect())
    }
}
