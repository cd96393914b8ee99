//! "An interval leaves out the ticks that were missed."
//!
//! By default it makes up for each of them, without a pause. After an hour without a network, the heartbeat
//! sends all beats of that hour in a row.
//!
//! Breaks: the second of "heartbeat: beat 4"

use in_order::{Finished, lesson, say, secs};
use tokio::time::{interval, sleep};
use tokio::{select, task};
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    // The handle and the token are for the end of the task.
    let stop = CancellationToken::new();
    let heartbeat = task::spawn(heartbeat(stop.clone()));

    // Pretends to do the main work.
    sleep(secs(14)).await;
    say!("main: work is done");

    // cancel only asks. The await waits until the heartbeat has ended.
    stop.cancel();
    heartbeat.await?;
    say!("main: heartbeat has ended");

    lesson.finish()
}

/// Sends a beat every three seconds until it is asked to stop.
async fn heartbeat(stop: CancellationToken) {
    let mut ticks = interval(secs(3));

    for beat in 1.. {
        // A stop ends only this wait, and not the sending. `biased` polls from top to bottom.
        select! {
            biased;
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
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
    sleep(secs(seconds)).await;
    say!("heartbeat: sent {beat}");
}
