//! How a server finds out that a viewer is gone without a close, as when a cable is cut.

use std::time::Duration;

use anyhow::ensure;
use futures::{SinkExt, StreamExt, TryStreamExt};
use tokio::io::{DuplexStream, duplex};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_tungstenite::{WebSocketStream, accept_async, client_async};

const PERIOD: Duration = Duration::from_millis(50);

/// Returns when the viewer has closed. An error if nothing came from it between two pings.
async fn until_gone(mut socket: WebSocketStream<DuplexStream>) -> anyhow::Result<()> {
    let mut ticks = interval(PERIOD); // the first tick comes immediately
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut alive = true;
    loop {
        tokio::select! {
            biased; // first the socket: a pong that has come in time counts
            message = socket.try_next() => match message? {
                Some(Message::Close(_)) | None => break,
                Some(_) => alive = true, // a pong is a message, too
            },
            _ = ticks.tick() => {
                ensure!(alive, "the viewer is silent");
                alive = false;
                // An error if the viewer doesn't read, and the buffers are full.
                timeout(PERIOD, socket.send(Message::Ping(Bytes::new()))).await??;
            }
        }
    }
    let both_closed = async {
        while socket.try_next().await?.is_some() {}
        Ok(())
    };
    timeout(PERIOD, both_closed).await?
}

#[tokio::test]
async fn a_viewer_that_stops_answering_is_noticed() {
    let (client, server) = duplex(1 << 10);
    let (viewer, socket) =
        tokio::join!(client_async("ws://localhost", client), accept_async(server));
    let (mut viewer, _) = viewer.unwrap();
    let server = tokio::spawn(until_gone(socket.unwrap()));

    // Reading answers the pings.
    assert!(timeout(10 * PERIOD, async { while viewer.next().await.is_some() {} }).await.is_err());
    assert!(!server.is_finished());

    // The connection is still open, and nobody reads.
    let end = timeout(100 * PERIOD, server).await.expect("it is noticed");
    assert_eq!(end.unwrap().unwrap_err().to_string(), "the viewer is silent");
    drop(viewer);
}

#[tokio::test]
async fn a_viewer_that_closes_is_not_taken_for_a_silent_one() {
    let (client, server) = duplex(1 << 10);
    let (viewer, socket) =
        tokio::join!(client_async("ws://localhost", client), accept_async(server));
    let (mut viewer, _) = viewer.unwrap();
    let server = tokio::spawn(until_gone(socket.unwrap()));
    viewer.close(None).await.unwrap();
    while viewer.next().await.is_some() {}
    server.await.unwrap().unwrap();
}
