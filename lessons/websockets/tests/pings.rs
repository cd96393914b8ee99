//! How a server finds out that a viewer is gone without a close, as when a cable is cut.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use tokio::io::{DuplexStream, duplex};
use tokio::select;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};
use tokio_tungstenite::{WebSocketStream, accept_async, client_async};

const PERIOD: Duration = Duration::from_millis(50);

/// Returns when the viewer has closed, or when nothing came from it between two pings.
async fn until_gone(mut socket: WebSocketStream<DuplexStream>) -> Result<&'static str, Error> {
    let mut ticks = interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut alive = true;
    loop {
        select! {
            biased; // first the socket: a pong that has come in time counts
            message = socket.next() => match message.transpose()? {
                Some(Message::Close(_)) | None => break,
                Some(_) => alive = true, // a pong is a message, too
            },
            _ = ticks.tick() => {
                if !alive {
                    return Ok("silent");
                }
                alive = false;
                socket.send(Message::Ping(Bytes::new())).await?;
            }
        }
    }
    while socket.next().await.transpose()?.is_some() {}
    Ok("closed")
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
    assert_eq!(end.unwrap().unwrap(), "silent");
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
    assert_eq!(server.await.unwrap().unwrap(), "closed");
}
