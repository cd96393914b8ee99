//! "A close wants a close, so I send one."
//!
//! tungstenite has made the answer already, and allows nothing to be sent after a close. So this
//! `close` is an error, its `?` ends the task, and the answer that was ready is never written.
//!
//! Breaks: never comes: "ann: hears close, seen enough (1000)"

use futures::{SinkExt, StreamExt};
use in_order::{Finished, lesson, say, secs};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch::{self, Receiver, Sender};
use tokio::task;
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{self, Message, protocol::CloseFrame};
use tokio_tungstenite::{accept_async, connect_async};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let listener = TcpListener::bind("127.0.0.1:0").await?; // port 0: the system chooses a free one
    let url = format!("ws://{}", listener.local_addr()?);
    // A watch channel holds the newest figure only: a slow viewer skips some, and delays nobody.
    let (figures, newest) = watch::channel(0);
    task::spawn(serve(listener, newest));
    task::spawn(measure(figures));
    tokio::try_join!(view("ann", &url, 2), view("bob", &url, 9))?;
    say!("nobody is left");

    lesson.finish()
}

/// Has a new figure each second, three times.
async fn measure(figures: Sender<u32>) {
    for visitors in [10, 12, 15] {
        sleep(secs(1)).await;
        say!("source: {visitors} visitors");
        figures.send_replace(visitors);
    }
    sleep(secs(1)).await;
    say!("source: no more");
    // The only sender is dropped here, and that closes the channel.
}

/// Pushes each figure to all who are connected.
async fn serve(listener: TcpListener, figures: Receiver<u32>) -> std::io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        task::spawn(serve_viewer(stream, figures.clone()));
    }
}

async fn serve_viewer(stream: TcpStream, mut figures: Receiver<u32>) -> tungstenite::Result<()> {
    // The handshake waits for the client, so it belongs in the client's own task.
    let mut socket = accept_async(stream).await?;
    loop {
        tokio::select! {
            biased; // whoever has said close gets the answer before anything else
            // Nothing is expected, and still we read: reading is what answers pings and closes.
            message = socket.next() => match message {
                Some(Ok(Message::Close(_))) => return socket.close(None).await,
                Some(message) => drop(message?),
                None => return Ok(()),
            },
            change = figures.changed() => {
                if change.is_err() {
                    break;
                }
                let visitors = *figures.borrow_and_update();
                socket.send(Message::text(format!("{visitors} visitors"))).await?;
            }
        }
    }
    let reason = "no more figures".into();
    socket.close(Some(CloseFrame { code: CloseCode::Away, reason })).await?;
    // Read on, for the answer. The connection is over when both have said close.
    while let Some(message) = socket.next().await {
        message?;
    }
    Ok(())
}

/// Shows the figures, until it has seen enough of them or the server closes.
async fn view(name: &str, url: &str, enough: u32) -> tungstenite::Result<()> {
    let (mut socket, _) = connect_async(url).await?;
    say!("{name}: connected");
    let mut seen = 0;
    while let Some(message) = socket.next().await {
        match message? {
            Message::Text(text) => {
                say!("{name}: {text}");
                seen += 1;
                if seen == enough {
                    say!("{name}: says close");
                    let reason = "seen enough".into();
                    // Sends a close, and does not wait for the other's. The loop does.
                    socket.close(Some(CloseFrame { code: CloseCode::Normal, reason })).await?;
                }
            }
            Message::Close(Some(frame)) => say!("{name}: hears close, {frame}"),
            _ => {}
        }
    }
    Ok(())
}
