//! Select loops, on smol.
//!
//! Run it: cargo run -p select-loops --example select-loops-smol

use std::time::Instant;

use futures::StreamExt;
use in_order::{Finished, lesson, say, secs};
use smol::channel::{self, Receiver, Sender};
use smol::{LocalExecutor, Timer, future};

fn main() -> Finished {
    let lesson = lesson!();

    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        // The server of a sends a whole message, and then drops its sender, which closes the channel.
        let (sender, parts) = channel::bounded(1);
        executor.spawn(serve(sender, [(1, "hel"), (3, "lo")])).detach();
        listen("a", parts).await;

        // The server of b sends half a message, and would send the other half in an hour.
        let (sender, parts) = channel::bounded(1);
        executor.spawn(serve(sender, [(1, "wor"), (3600, "ld")])).detach();
        listen("b", parts).await;
    }));

    lesson.finish()
}

/// Pretends to be a server: sends each part after a pause.
async fn serve(sender: Sender<&'static str>, parts: [(u32, &'static str); 2]) {
    for (pause, part) in parts {
        Timer::after(secs(pause)).await;
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
    let mut ticks = Timer::interval_at(Instant::now() + secs(2), secs(4));
    // Made once, so that a round doesn't restart it. A Timer needs no pin.
    let mut deadline = Timer::after(secs(8));
    let end = loop {
        let message = async { Event::Message(messages.next().await) };
        let tick = async {
            ticks.next().await;
            Event::Tick
        };
        let end = async {
            (&mut deadline).await;
            Event::Deadline
        };
        // One future wins the round. The other two are dropped.
        match future::race(future::race(message, tick), end).await {
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
