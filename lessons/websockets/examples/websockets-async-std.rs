//! A live dashboard, on async-std, which is discontinued: here to read old code.
//!
//! The protocol is in tungstenite, as on Tokio. async-tungstenite connects it to async-std's sockets.
//!
//! Run it: cargo run -p websockets --example websockets-async-std

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;

use async_std::channel::{self, Sender};
use async_std::future::timeout;
use async_std::net::{TcpListener, TcpStream};
use async_std::prelude::FutureExt;
use async_std::task;
use async_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use async_tungstenite::tungstenite::{Message, protocol::CloseFrame};
use async_tungstenite::{WebSocketStream, accept_async, client_async};
use futures::TryStreamExt;
use futures::future::Either;
use in_order::{Finished, lesson, say, secs};

/// A queue for each viewer, with a place for one figure. async-std has no watch channel.
type Viewers = Rc<RefCell<Vec<Sender<u32>>>>;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    task::block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?; // port 0: a free one
        let server = listener.local_addr()?;
        let viewers = Viewers::default();
        task::spawn_local(serve(listener, viewers.clone()));
        task::spawn_local(measure(viewers));
        futures::try_join!(view("ann", server, 2), view("bob", server, 9))?;
        say!("nobody is left");
        anyhow::Ok(())
    })?;

    lesson.finish()
}

/// Publishes a new figure each second, three times.
async fn measure(viewers: Viewers) {
    for orders in [10, 12, 15] {
        task::sleep(secs(1)).await;
        say!("source: {orders} orders");
        // A viewer who hasn't taken the last figure misses this one. Viewers who left are removed.
        viewers.borrow_mut().retain(|figures| {
            let _ = figures.try_send(orders);
            !figures.is_closed()
        });
    }
    task::sleep(secs(1)).await;
    say!("source: no more");
    viewers.borrow_mut().clear(); // closes the channels
}

/// Accepts viewers, and spawns a task for each.
async fn serve(listener: TcpListener, viewers: Viewers) {
    loop {
        // One client failed, or too many files are open. In both cases, try again.
        let Ok((stream, _)) = listener.accept().await else {
            task::sleep(secs(0.1)).await;
            continue;
        };
        let viewer = serve_viewer(stream, viewers.clone());
        task::spawn_local(async move {
            // Nobody awaits this task, so an error that it returned would be lost.
            if let Err(error) = viewer.await {
                eprintln!("a viewer: {error}");
            }
        });
    }
}

async fn serve_viewer(stream: TcpStream, viewers: Viewers) -> anyhow::Result<()> {
    // The handshake waits for the client, so it runs in the client's task.
    let mut socket = accept_async(stream).await?;
    let (queue, figures) = channel::bounded(1);
    viewers.borrow_mut().push(queue);
    loop {
        // The viewers send no data, and still we read: reading answers pings and closes.
        let message = async { Either::Left(socket.try_next().await) };
        let figure = async { Either::Right(figures.recv().await) };
        match message.race(figure).await {
            Either::Left(message) => match message? {
                Some(Message::Close(_)) | None => break,
                Some(_) => {}
            },
            Either::Right(Ok(orders)) => {
                socket.send(Message::text(format!("{orders} orders"))).await?;
            }
            Either::Right(Err(_)) => {
                let reason = "no more figures".into();
                socket.close(Some(CloseFrame { code: CloseCode::Away, reason })).await?;
                break;
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
async fn view(name: &str, server: SocketAddr, enough: u32) -> anyhow::Result<()> {
    let stream = TcpStream::connect(server).await?;
    let (mut socket, _) = client_async(format!("ws://{server}"), stream).await?;
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
