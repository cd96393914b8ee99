//! Background tasks, on smol.
//!
//! Run it: cargo run -p background-tasks --example background-tasks-smol

use std::time::Instant;

use in_order::{Finished, lesson, say, secs};
use smol::channel::{self, Receiver};
use smol::stream::StreamExt;
use smol::{LocalExecutor, Timer, future};

fn main() -> Finished {
    let lesson = lesson!();

    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        // A channel without messages replaces the token: closing it asks for the end.
        let (stop, stopped) = channel::bounded::<()>(1);
        // On smol, dropping the handle would cancel the task.
        let heartbeat = executor.spawn(heartbeat(stopped));

        // Pretends to do the main work.
        Timer::after(secs(14)).await;
        say!("main: work is done");

        // close only asks. The await waits until the heartbeat has ended.
        stop.close();
        heartbeat.await;
        say!("main: heartbeat has ended");
    }));

    lesson.finish()
}

/// Sends a beat every three seconds until it is asked to stop.
async fn heartbeat(stopped: Receiver<()>) {
    // `Timer::interval` would tick for the first time after three seconds.
    let mut ticks = Timer::interval_at(Instant::now(), secs(3));

    for beat in 1.. {
        // A stop ends only this wait, and `or` polls it first.
        let stop = async {
            let _closed = stopped.recv().await;
            None
        };
        let Some(due) = future::or(stop, ticks.next()).await else { return };
        // A smol interval makes up for each missed tick. This skips them.
        ticks.set_interval_at(next(due), secs(3));
        send(beat).await;
    }
}

/// The first tick that is still to come, counted from one that was due.
fn next(due: Instant) -> Instant {
    let missed = due.elapsed().as_nanos() / secs(3).as_nanos();
    due + secs(3) * (missed as u32 + 1)
}

/// Pretends to send a beat. The network is slow for beat 2 and beat 4.
async fn send(beat: u32) {
    say!("heartbeat: beat {beat}");
    let seconds = match beat {
        2 => 7,
        4 => 4,
        _ => 1,
    };
    Timer::after(secs(seconds)).await;
    say!("heartbeat: sent {beat}");
}
