//! "One place for the stop is enough: around the whole heartbeat."
//!
//! There it cuts the heartbeat short at any of its awaits. Beat 3 is dropped in the middle of being
//! sent.
//!
//! Breaks: never comes: "heartbeat: sent 3"

use in_order::{Finished, lesson, say, secs};
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio::{join, task};
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let stop = CancellationToken::new();
    let heartbeat = task::spawn(stop.clone().run_until_cancelled_owned(heartbeat()));

    join!(
        work("burst", MissedTickBehavior::Burst),
        work("delay", MissedTickBehavior::Delay),
        work("skip", MissedTickBehavior::Skip),
    );
    say!("main: work is done");

    stop.cancel();
    heartbeat.await?;
    say!("main: heartbeat has ended");

    lesson.finish()
}

/// Beats every four seconds.
async fn heartbeat() {
    let mut ticks = interval(secs(4));
    for beat in 1.. {
        ticks.tick().await;
        say!("heartbeat: beat {beat}");
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
