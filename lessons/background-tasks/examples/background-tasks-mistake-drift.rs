//! "A beat every three seconds is a loop with a sleep of three seconds."
//!
//! The sleep begins when the beat has been sent. The time for sending is added to each period, so the beats
//! come later and later.
//!
//! Breaks: the second of "heartbeat: beat 2"

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;
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
    for beat in 1.. {
        send(beat).await;
        select! {
            biased;
            () = stop.cancelled() => return,
            () = sleep(secs(3)) => {}
        }
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
