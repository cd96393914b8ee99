//! Background tasks, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p background-tasks --example background-tasks-async-std

use std::time::Instant;

use async_std::channel::{self, Receiver};
use async_std::{future, task};
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // A channel without messages replaces the token: closing it asks for the end.
        let (stop, stopped) = channel::bounded::<()>(1);
        let heartbeat = task::spawn_local(heartbeat(stopped));

        // Pretends to do the main work.
        task::sleep(secs(14)).await;
        say!("main: work is done");

        // close only asks. The await waits until the heartbeat has ended.
        stop.close();
        heartbeat.await;
        say!("main: heartbeat has ended");
    });

    lesson.finish()
}

/// Sends a beat every three seconds until it is asked to stop.
async fn heartbeat(stopped: Receiver<()>) {
    // `stream::interval` would count each tick from the one before, so every delay would stay.
    let mut due = Instant::now();

    for beat in 1.. {
        // Waits for the stop, but only until the beat is due. timeout polls the stop first.
        let left = due.saturating_duration_since(Instant::now());
        if future::timeout(left, stopped.recv()).await.is_ok() {
            return;
        }
        // Skips the ticks that were missed.
        while due <= Instant::now() {
            due += secs(3);
        }
        send(beat).await;
    }
}

/// Pretends to send a beat. The network is slow for beat 2 and beat 4.
async fn send(beat: u32) {
    say!("heartbeat: beat {beat}");
    let seconds = match beat {
        2 => 7,
        4 => 4,
        _ => 1,
    };
    task::sleep(secs(seconds)).await;
    say!("heartbeat: sent {beat}");
}
