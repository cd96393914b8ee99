//! A server that notices when a viewer is gone without a close, as when a cable is cut.

use std::time::Duration;

use anyhow::ensure;
use futures::{SinkExt, StreamExt, TryStreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{self, JoinHandle};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, accept_async, connect_async};

/// In production, 20 seconds for instance.
const PERIOD: Duration = Duration::from_millis(50);

/// Ends when the viewer or the source has closed. An error if the viewer answers no ping, or doesn't read.
async fn serve_viewer(stream: TcpStream, mut newest: watch::Receiver<u32>) -> anyhow::Result<()> {
    let mut socket = timeout(PERIOD, accept_async(stream)).await??;
    let mut ticks = interval(PERIOD); // the first tick comes immediately
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut unanswered = 0;
    loop {
        let outgoing = tokio::select! {
            incoming = socket.try_next() => match incoming? {
                Some(Message::Close(_)) | None => break,
                Some(_) => {
                    unanswered = 0; // a pong is a message, too
                    continue;
                }
            },
            _ = ticks.tick() => {
                ensure!(unanswered < 2, "the viewer is silent");
                unanswered += 1;
                Message::Ping(Bytes::new())
            }
            change = newest.changed() => {
                if change.is_err() {
                    let reason = "no more figures".into();
                    let frame = CloseFrame { code: CloseCode::Away, reason };
                    timeout(PERIOD, socket.close(Some(frame))).await??;
                    break;
                }
                Message::text(format!("{} orders", *newest.borrow_and_update()))
            }
        };
        // An error if the viewer doesn't read, and the buffers are full.
        timeout(PERIOD, socket.send(outgoing)).await??;
    }
    finish(socket).await
}

/// As in the lesson.
async fn finish(mut socket: WebSocketStream<TcpStream>) -> anyhow::Result<()> {
    let both_closed = async {
        while socket.try_next().await?.is_some() {}
        Ok(())
    };
    timeout(PERIOD, both_closed).await?
}

type Viewer = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A viewer that is connected, the source of its figures, and the server's task for it.
async fn connected() -> (Viewer, watch::Sender<u32>, JoinHandle<anyhow::Result<()>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let (source, figures) = watch::channel(0);
    let viewer = task::spawn(async move { connect_async(url).await.unwrap().0 });
    let (stream, _) = listener.accept().await.unwrap();
    let server = task::spawn(serve_viewer(stream, figures));
    (viewer.await.unwrap(), source, server)
}

#[tokio::test]
async fn a_viewer_that_stops_answering_is_noticed() {
    let (mut viewer, _source, server) = connected().await;

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
    let (mut viewer, _source, server) = connected().await;
    viewer.close(None).await.unwrap();
    while viewer.next().await.is_some() {}
    server.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_figure_and_then_the_close_of_the_source_arrive() {
    let (mut viewer, source, server) = connected().await;
    source.send_replace(12);
    let mut texts = Vec::new();
    let mut source = Some(source);
    while let Some(message) = viewer.next().await {
        match message.unwrap() {
            Message::Text(text) => {
                texts.push(text.to_string());
                source.take(); // the only sender
            }
            Message::Close(_) => texts.push("close".into()),
            _ => {}
        }
    }
    assert_eq!(texts, ["12 orders", "close"]);
    server.await.unwrap().unwrap();
}
