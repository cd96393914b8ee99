//! Select loops, on async-std, which is discontinued. The program helps you read old code.
//!
//! Run it: cargo run -p select-loops --example select-loops-async-std

use std::pin::pin;

use async_std::channel::{self, Receiver, Sender};
use async_std::prelude::*;
use async_std::task;
use futures::stream;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // The server of a sends a whole message, and then drops its sender, which closes the channel.
        let (sender, parts) = channel::bounded(1);
        task::spawn_local(serve(sender, [(1, "hel"), (3, "lo")]));
        listen("a", parts).await;

        // The server of b sends half a message, and would send the other half in an hour.
        let (sender, parts) = channel::bounded(1);
        task::spawn_local(serve(sender, [(1, "wor"), (3600, "ld")]));
        listen("b", parts).await;
    });

    lesson.finish()
}

/// Pretends to be a server: sends each part after a pause.
async fn serve(sender: Sender<&'static str>, parts: [(u32, &'static str); 2]) {
    for (pause, part) in parts {
        task::sleep(secs(pause)).await;
        say!("server: sends {part}");
        if sender.send(part).await.is_err() {
            return;
        }
    }
}

enum Event {
    Message(Option<String>),
    Tick,
    Deadline,
}

/// Reads messages for up to eight seconds. Meanwhile it ticks after two seconds, and then every four.
async fn listen(name: &str, parts: Receiver<&'static str>) {
    let mut messages = Messages { parts, arrived: Vec::new() };
    let mut ticks = pin!(stream::unfold(secs(2), |pause| async move {
        task::sleep(pause).await;
        Some(((), secs(4)))
    }));
    // Made and pinned once, so that a round doesn't restart it.
    let mut deadline = pin!(task::sleep(secs(8)));
    let end = loop {
        let message = async { Event::Message(messages.next().await) };
        let tick = async {
            ticks.next().await;
            Event::Tick
        };
        let end = async {
            deadline.as_mut().await;
            Event::Deadline
        };
        // One future wins the round. The other two are dropped.
        match message.race(tick).race(end).await {
            Event::Message(Some(message)) => say!("{name}: got {message}"),
            Event::Tick => say!("{name}: tick"),
            Event::Message(None) => break "closed",
            Event::Deadline => break "gave up",
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
            let part = self.parts.recv().await.ok()?;
            self.arrived.push(part);
        }
        Some(self.arrived.drain(..).collect())
    }
}
