//! "A heartbeat every four seconds is a loop with a sleep of four seconds."
//!
//! The sleep begins when the beat has been sent, so the three seconds of sending are added to each
//! period: beats at 0, 7, 14 and so on.
//!
//! Breaks: the second of "heartbeat: beat 2"

use in_order::{Finished, lesson, say, secs};
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio::{join, select, task};
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let stop = CancellationToken::new();
    let heartbeat = task::spawn(heartbeat(stop.clone()));

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

/// Beats every four seconds until it is asked to stop.
async fn heartbeat(stop: CancellationToken) {
    for beat in 1.. {
        say!("heartbeat: beat {beat}");
        sleep(secs(3)).await;
        say!("heartbeat: sent {beat}");
        select! {
            biased;
            () = stop.cancelled() => break,
            () = sleep(secs(4)) => {}
        }
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
