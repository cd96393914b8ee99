//! "One place for the stop is enough: around the whole heartbeat."
//!
//! A stop then drops the heartbeat at whichever await it has reached. Beat 4 is sent halfway.
//!
//! Breaks: the second of "main: heartbeat has ended"

use in_order::{Finished, lesson, say, secs};
use tokio::task;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    // The handle and the token are for the end of the task.
    let stop = CancellationToken::new();
    let heartbeat = task::spawn(stop.clone().run_until_cancelled_owned(heartbeat()));

    // Pretends to do the main work.
    sleep(secs(14)).await;
    say!("main: work is done");

    // cancel only asks. The await waits until the heartbeat has ended.
    stop.cancel();
    heartbeat.await?;
    say!("main: heartbeat has ended");

    lesson.finish()
}

/// Sends a beat every three seconds until it is dropped.
async fn heartbeat() {
    let mut ticks = interval(secs(3));
    // The default would make up for each missed tick.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);

    for beat in 1.. {
        ticks.tick().await;
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
    sleep(secs(seconds)).await;
    say!("heartbeat: sent {beat}");
}
