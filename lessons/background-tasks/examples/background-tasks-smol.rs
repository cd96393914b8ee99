//! Background tasks, on smol.
//!
//! Run it: cargo run -p background-tasks --example background-tasks-smol

use std::time::Instant;

use futures::join;
use in_order::{Finished, lesson, say, secs};
use smol::channel::{self, Receiver};
use smol::stream::StreamExt;
use smol::{LocalExecutor, Timer, future};

fn main() -> Finished {
    let lesson = lesson!();

    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        // In place of a token: a channel that carries nothing. Its end is the message.
        let (stop, stopped) = channel::bounded::<()>(1);
        // The handle must be kept: on smol a task ends with it, unless it is detached.
        let heartbeat = executor.spawn(heartbeat(stopped));

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
    }));

    lesson.finish()
}

/// Beats every four seconds until it is asked to stop.
async fn heartbeat(stopped: Receiver<()>) {
    let mut ticks = Timer::interval_at(Instant::now(), secs(4));
    for beat in 1.. {
        let stop = async { stopped.recv().await.ok() };
        let tick = async { ticks.next().await.map(drop) };
        // Only this wait is cut short by a stop, and `or` looks for it first.
        if future::or(stop, tick).await.is_none() {
            break;
        }
        say!("heartbeat: beat {beat}");
        // Stands for sending it. A stop that comes meanwhile is heard in the next round.
        Timer::after(secs(3)).await;
        say!("heartbeat: sent {beat}");
    }
}

/// What to do about ticks that were missed. A timer of smol does Burst; the others are done by hand.
enum Policy {
    Burst,
    Delay,
    Skip,
}

/// Has a tick every three seconds, and on the first so much to do that it misses the next two.
async fn work(name: &str, policy: Policy) {
    // `Timer::interval` would tick for the first time after three seconds.
    let mut ticks = Timer::interval_at(Instant::now(), secs(3));

    ticks.next().await;
    say!("{name}: tick 1");
    Timer::after(secs(7)).await;

    for tick in 2..=3 {
        // A tick is the instant at which it was due.
        let Some(due) = ticks.next().await else { return };
        say!("{name}: tick {tick}");
        match policy {
            Policy::Burst => {}
            Policy::Delay => ticks.set_interval(secs(3)),
            Policy::Skip => {
                let mut next = due + secs(3);
                while next <= Instant::now() {
                    next += secs(3);
                }
                ticks.set_interval_at(next, secs(3));
            }
        }
    }
}
