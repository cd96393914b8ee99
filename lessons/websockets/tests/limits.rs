//! What tokio-tungstenite limits by itself, what it doesn't, and how it reports a close.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use tokio::io::duplex;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::{accept_async, client_async};

#[tokio::test]
async fn sending_to_a_viewer_that_never_reads_waits_until_a_timeout() {
    let (client, server) = duplex(1 << 10);
    let (viewer, socket) =
        tokio::join!(client_async("ws://localhost", client), accept_async(server));
    let (_viewer, mut socket) = (viewer.unwrap(), socket.unwrap());
    let limit = Duration::from_millis(100);

    let figure = Message::text("12 orders");
    let sent = timeout(limit, socket.send(figure)).await;
    assert!(sent.is_ok(), "a short message fits into the buffer");

    let picture = Message::text("#".repeat(1 << 20));
    let sent = timeout(limit, socket.send(picture)).await;
    assert!(sent.is_err());
}

#[tokio::test]
async fn a_close_is_a_message_with_any_code_and_then_comes_none() {
    let (client, server) = duplex(1 << 10);
    let (viewer, socket) =
        tokio::join!(client_async("ws://localhost", client), accept_async(server));
    let ((mut viewer, _), mut socket) = (viewer.unwrap(), socket.unwrap());
    let frame = CloseFrame { code: CloseCode::Error, reason: "broken".into() };
    let sent = frame.clone();
    tokio::spawn(async move {
        socket.close(Some(sent)).await.unwrap();
        while socket.next().await.is_some() {}
    });
    assert_eq!(viewer.next().await.unwrap().unwrap(), Message::Close(Some(frame)));
    assert!(viewer.next().await.is_none());
}

#[test]
fn a_frame_and_a_message_have_a_largest_size() {
    let config = WebSocketConfig::default();
    assert_eq!(config.max_frame_size, Some(16 << 20));
    assert_eq!(config.max_message_size, Some(64 << 20));
}
