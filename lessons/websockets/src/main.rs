//! Two viewers of a live dashboard, and one leaves: what must each side send before it's over?
//!
//! Run it:      cargo run -p websockets
//! Predict it:  the order of the fifteen lines, and the second at which each comes.

#[cfg(test)]
mod tests;

use futures::{SinkExt, TryStreamExt};
use in_order::{Finished, lesson, say, secs};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Message, protocol::CloseFrame};
use tokio_tungstenite::{WebSocketStream, accept_async, connect_async};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let listener = TcpListener::bind("127.0.0.1:0").await?; // port 0: the system chooses a free one
    let url = format!("ws://{}", listener.local_addr()?);
    // A watch channel holds only the newest figure. A slow viewer skips figures and delays nobody.
    let (figures, newest) = watch::channel(0);
    task::spawn(serve(listener, newest));
    task::spawn(measure(figures));
    tokio::try_join!(view("ann", &url, 2), view("bob", &url, 9))?;
    say!("nobody is left");

    lesson.finish()
}

/// Publishes a new figure each second, three times.
async fn measure(figures: watch::Sender<u32>) {
    for orders in [10, 12, 15] {
        sleep(secs(1)).await;
        say!("source: {orders} orders");
        figures.send_replace(orders); // never fails, not even without a receiver
    }
    sleep(secs(1)).await;
    say!("source: no more");
    // The only sender is dropped here, and that closes the channel.
}

/// Accepts viewers, and spawns a task for each.
async fn serve(listener: TcpListener, newest: watch::Receiver<u32>) {
    loop {
        // One client failed, or too many files are open. In both cases, try again.
        let Ok((stream, _)) = listener.accept().await else {
            sleep(secs(0.1)).await;
            continue;
        };
        let viewer = serve_viewer(stream, newest.clone());
        task::spawn(async move {
            // Nobody awaits this task, so an error that it returned would be lost.
            if let Err(error) = viewer.await {
                eprintln!("a viewer: {error}");
            }
        });
    }
}

async fn serve_viewer(stream: TcpStream, mut newest: watch::Receiver<u32>) -> anyhow::Result<()> {
    // The handshake waits for the client, so it runs in the client's task.
    let mut socket = accept_async(stream).await?;
    loop {
        tokio::select! {
            // The viewers send no data, and still we read: reading answers pings and closes.
            message = socket.try_next() => match message? {
                Some(Message::Close(_)) | None => break,
                Some(_) => {}
            },
            change = newest.changed() => {
                if change.is_err() {
                    let reason = "no more figures".into();
                    socket.close(Some(CloseFrame { code: CloseCode::Away, reason })).await?;
                    break;
                }
                let orders = *newest.borrow_and_update();
                socket.send(Message::text(format!("{orders} orders"))).await?;
            }
        }
    }
    finish(socket).await
}

/// Reads until both sides have closed. Some viewers never answer, so it has a limit.
async fn finish(mut socket: WebSocketStream<TcpStream>) -> anyhow::Result<()> {
    let both_closed = async {
        // Sends our answer to the viewer's close, or receives the viewer's answer to ours.
        while socket.try_next().await?.is_some() {}
        Ok(())
    };
    timeout(secs(10), both_closed).await?
}

/// Prints the figures until it has seen enough of them, or until the server closes.
async fn view(name: &str, url: &str, enough: u32) -> anyhow::Result<()> {
    let (mut socket, _) = connect_async(url).await?;
    say!("{name}: connected");
    let mut seen = 0;
    // A figure comes each second. After ten seconds of silence, the server is gone.
    while let Some(message) = timeout(secs(10), socket.try_next()).await?? {
        match message {
            Message::Text(text) => {
                say!("{name}: {text}");
                seen += 1;
                if seen == enough {
                    say!("{name}: sends close");
                    let reason = "seen enough".into();
                    // Sends a close and doesn't wait. The loop reads the server's.
                    socket.close(Some(CloseFrame { code: CloseCode::Normal, reason })).await?;
                }
            }
            Message::Close(Some(frame)) => say!("{name}: receives close, {frame}"),
            _ => {}
        }
    }
    Ok(())
}
