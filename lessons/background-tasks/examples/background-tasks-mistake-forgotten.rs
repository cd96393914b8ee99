//! "The heartbeat is asked to stop, so it stops."
//!
//! It would, at 11 s. Main does not wait for it and is over at 10 s, and the program with it: beat 3
//! is dropped in the middle of being sent.
//!
//! Breaks: never comes: "heartbeat: sent 3"

use in_order::{Finished, lesson, say, secs};
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio::{join, select, task};
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let stop = CancellationToken::new();
    task::spawn(heartbeat(stop.clone()));

    join!(
        work("burst", MissedTickBehavior::Burst),
        work("delay", MissedTickBehavior::Delay),
        work("skip", MissedTickBehavior::Skip),
    );
    say!("main: work is done");

    stop.cancel();

    lesson.finish()
}

/// Beats every four seconds until it is asked to stop.
async fn heartbeat(stop: CancellationToken) {
    let mut ticks = interval(secs(4));
    for beat in 1.. {
        select! {
            biased;
            () = stop.cancelled() => break,
            _ = ticks.tick() => say!("heartbeat: beat {beat}"),
        }
        sleep(secs(3)).await;
        say!("heartbeat: sent {beat}");
    }
}

/// Has a tick every three seconds, and on the first so much to do that it misses the next two.
async fn work(name: &str, policy: MissedTickBehavior) {
    let mut ticks = interval(secs(3));
    ticks.set_missed_tick_behavior(policy);

    ticks.tick().await;
    say!("{name}: tick 1");
    sleep(secs(7)).await;

    for tick in 2..=3 {
        ticks.tick().await;
        say!("{name}: tick {tick}");
    }
}
