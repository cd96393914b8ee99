//! A live dashboard, on async-std, which is discontinued: here to read old code.
//!
//! tungstenite, which knows the protocol, is the same; async-tungstenite puts it on the sockets of
//! async-std.
//!
//! Run it: cargo run -p websockets --example websockets-async-std

use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;

use async_std::channel::{self, Sender};
use async_std::net::{TcpListener, TcpStream};
use async_std::prelude::{FutureExt, StreamExt};
use async_std::task;
use async_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use async_tungstenite::tungstenite::{self, Message, protocol::CloseFrame};
use async_tungstenite::{accept_async, client_async};
use futures::future::Either;
use in_order::{Finished, lesson, say, secs};

/// The queue of each viewer, with a place for one figure: async-std has no watch channel.
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

/// Has a new figure each second, three times.
async fn measure(viewers: Viewers) {
    for visitors in [10, 12, 15] {
        task::sleep(secs(1)).await;
        say!("source: {visitors} visitors");
        // A viewer who has not taken the last figure misses this one. Who has left is forgotten.
        viewers.borrow_mut().retain(|figures| {
            let _ = figures.try_send(visitors);
            !figures.is_closed()
        });
    }
    task::sleep(secs(1)).await;
    say!("source: no more");
    viewers.borrow_mut().clear(); // closes the channels
}

/// Pushes each figure to all who are connected.
async fn serve(listener: TcpListener, viewers: Viewers) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        task::spawn_local(serve_viewer(stream, viewers.clone()));
    }
}

async fn serve_viewer(stream: TcpStream, viewers: Viewers) -> tungstenite::Result<()> {
    // The handshake waits for the client, so it belongs in the client's own task.
    let mut socket = accept_async(stream).await?;
    let (queue, figures) = channel::bounded(1);
    viewers.borrow_mut().push(queue);
    loop {
        // `race` asks the first first: whoever has said close gets the answer before anything else.
        // Nothing is expected, and still we read: reading is what answers pings and closes.
        let message = async { Either::Left(socket.next().await) };
        let figure = async { Either::Right(figures.recv().await) };
        match message.race(figure).await {
            Either::Left(Some(message)) => drop(message?),
            Either::Left(None) => return Ok(()), // both have said close
            Either::Right(Ok(visitors)) => {
                socket.send(Message::text(format!("{visitors} visitors"))).await?;
            }
            Either::Right(Err(_)) => break,
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
async fn view(name: &str, server: SocketAddr, enough: u32) -> tungstenite::Result<()> {
    let stream = TcpStream::connect(server).await?;
    let (mut socket, _) = client_async(format!("ws://{server}"), stream).await?;
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
