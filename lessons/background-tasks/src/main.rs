//! A heartbeat beside the main work: how does it keep its time, and how does it end?
//!
//! Run it:      cargo run -p background-tasks
//! Predict it:  the second of each beat and each tick.

use in_order::{Finished, lesson, say, secs};
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio::{join, select, task};
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    // A task of its own goes on whatever main awaits; the handle and the token are for its end.
    let stop = CancellationToken::new();
    let heartbeat = task::spawn(heartbeat(stop.clone()));

    // The main work: three loops that are late once, each with another policy for missed ticks.
    join!(
        work("burst", MissedTickBehavior::Burst),
        work("delay", MissedTickBehavior::Delay),
        work("skip", MissedTickBehavior::Skip),
    );
    say!("main: work is done");

    // Ask, and then wait. Without the await, the program ends before the heartbeat does.
    stop.cancel();
    heartbeat.await?;
    say!("main: heartbeat has ended");

    lesson.finish()
}

/// Beats every four seconds until it is asked to stop.
async fn heartbeat(stop: CancellationToken) {
    let mut ticks = interval(secs(4));
    for beat in 1.. {
        // Only this wait is cut short by a stop. `biased` looks for the stop first, so that it is heard
        // even by a heartbeat which is too slow and always finds a tick overdue.
        select! {
            biased;
            () = stop.cancelled() => break,
            _ = ticks.tick() => say!("heartbeat: beat {beat}"),
        }
        // Stands for sending it. A stop that comes meanwhile is heard in the next round.
        sleep(secs(3)).await;
        say!("heartbeat: sent {beat}");
    }
}

/// Has a tick every three seconds, and on the first so much to do that it misses the next two.
async fn work(name: &str, policy: MissedTickBehavior) {
    let mut ticks = interval(secs(3));
    ticks.set_missed_tick_behavior(policy);

    ticks.tick().await; // the first tick of an interval is due at once
    say!("{name}: tick 1");
    sleep(secs(7)).await;

    for tick in 2..=3 {
        ticks.tick().await;
        say!("{name}: tick {tick}");
    }
}
