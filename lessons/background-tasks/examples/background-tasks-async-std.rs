//! Background tasks, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p background-tasks --example background-tasks-async-std

use std::time::Instant;

use async_std::channel::{self, Receiver};
use async_std::{future, task};
use futures::join;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // In place of a token: a channel that carries nothing. Its end is the message.
        let (stop, stopped) = channel::bounded::<()>(1);
        let heartbeat = task::spawn_local(heartbeat(stopped));

        join!(
            work("burst", Policy::Burst),
            work("delay", Policy::Delay),
            work("skip", Policy::Skip),
        );
        say!("main: work is done");

        // Ask, and then wait.
        stop.close();
        heartbeat.await;
        say!("main: heartbeat has ended");
    });

    lesson.finish()
}

/// Beats every four seconds until it is asked to stop.
async fn heartbeat(stopped: Receiver<()>) {
    // By hand: `stream::interval` of async-std counts from the tick before, so every delay stays.
    let mut due = Instant::now();
    for beat in 1.. {
        // Waits for the stop, but no longer than until the beat is due.
        let left = due.saturating_duration_since(Instant::now());
        if future::timeout(left, stopped.recv()).await.is_ok() {
            break;
        }
        say!("heartbeat: beat {beat}");
        due += secs(4);
        // Stands for sending it. A stop that comes meanwhile is heard in the next round.
        task::sleep(secs(3)).await;
        say!("heartbeat: sent {beat}");
    }
}

/// What to do about ticks that were missed. `stream::interval` does Delay, and nothing else.
enum Policy {
    Burst,
    Delay,
    Skip,
}

/// Has a tick every three seconds, and on the first so much to do that it misses the next two.
async fn work(name: &str, policy: Policy) {
    let mut due = Instant::now() + secs(3);
    say!("{name}: tick 1");
    task::sleep(secs(7)).await;

    for tick in 2..=3 {
        // No wait at all for a tick that is overdue.
        task::sleep(due.saturating_duration_since(Instant::now())).await;
        say!("{name}: tick {tick}");
        match policy {
            Policy::Burst => due += secs(3),
            Policy::Delay => due = Instant::now() + secs(3),
            Policy::Skip => {
                due += secs(3);
                while due <= Instant::now() {
                    due += secs(3);
                }
            }
        }
    }
}
