//! "By default an interval leaves out the ticks that were missed."
//!
//! The default is Burst: it makes up for each of them, as fast as they are taken. A heartbeat that was
//! held up for an hour sends the beats of this hour all at once.
//!
//! Breaks: the second of "skip: tick 3"

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
        work("skip", MissedTickBehavior::default()),
    );
    say!("main: work is done");

    stop.cancel();
    heartbeat.await?;
    say!("main: heartbeat has ended");

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
