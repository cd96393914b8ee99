//! What no single run shows: the loop loses nothing, wherever a ping breaks in.

use tokio::join;
use tokio::sync::mpsc::{self, Sender};
use tokio_util::sync::CancellationToken;

use super::{Messages, listen};

const HALVES: [&str; 8] = ["a", "A", "b", "B", "c", "C", "d", "D"];
const MESSAGES: [&str; 4] = ["got aA", "got bB", "got cC", "got dD"];

#[tokio::test]
async fn a_thousand_runs_lose_nothing() {
    for run in 0..1000 {
        let (got, pongs) = one_run(run).await;
        assert_eq!(got, MESSAGES, "run {run}");
        assert_eq!(pongs, (run & 0xff).count_ones() as usize, "run {run}");
    }
}

/// Sends all halves, and a ping behind each whose bit is set in `run`: 256 patterns. Nobody sleeps.
async fn one_run(run: u32) -> (Vec<String>, usize) {
    let (half, halves) = mpsc::channel(1);
    let (ping, pings) = mpsc::channel(1);
    let stop = CancellationToken::new();
    let mut notes = Vec::new();
    let feed = async {
        for (bit, text) in HALVES.into_iter().enumerate() {
            send(&half, text).await;
            if run >> bit & 1 == 1 {
                send(&ping, ()).await;
            }
        }
        stop.cancel();
    };
    let messages = Messages { halves, head: None };
    join!(listen(messages, pings, stop.clone(), |note| notes.push(note)), feed);
    let (got, pongs): (Vec<_>, Vec<_>) = notes.into_iter().partition(|note| note != "pong");
    (got, pongs.len())
}

/// Sends, and waits until it is taken: the one place is free again.
async fn send<T>(sender: &Sender<T>, item: T) {
    let taken = async {
        sender.send(item).await.ok()?;
        sender.reserve().await.ok().map(drop)
    };
    assert!(taken.await.is_some(), "the loop has ended");
}
