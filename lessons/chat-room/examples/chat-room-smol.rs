//! Chat room, on smol.
//!
//! Run it: cargo run -p chat-room --example chat-room-smol

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_broadcast::{RecvError, Sender, broadcast};
use in_order::{Finished, lesson, say, secs};
use smol::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use smol::net::{TcpListener, TcpStream};
use smol::stream::StreamExt;
use smol::{LocalExecutor, Timer, future};
use socket2::SockRef;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let _server = executor.spawn(serve(listener)); // dropping the handle cancels the server
        let (mut ann, mut bob) = (enter(address).await?, enter(address).await?);
        let (mut cat, mut dan) = (enter(address).await?, enter(address).await?);
        let picture = format!("a picture {}", "#".repeat(500_000));
        for line in [picture.as_str(), "one", "two", "three"] {
            say!("ann: says {line:.9}");
            ann.write_all(format!("{line}\n").as_bytes()).await?;
            hear("bob", &mut bob).await?;
            Timer::after(secs(1)).await;
        }
        // Cat hasn't read anything until now.
        for _ in 0..4 {
            hear("cat", &mut cat).await?;
        }
        Timer::after(secs(4)).await;
        // Dan hasn't read anything until now, and that was too long.
        hear("dan", &mut dan).await?;
        say!("main: done");
        io::Result::Ok(())
    }))?;

    lesson.finish()
}

/// A line, and the address of the member who says it.
type Line = (SocketAddr, Arc<str>);

/// Accepts members, each in its own task.
async fn serve(listener: TcpListener) {
    // The channel keeps the last two lines. A real room keeps more; here, a line is soon overwritten.
    let (mut room, lines) = broadcast(2);
    // A full channel overwrites its oldest line. Without this, it would wait for its slowest receiver.
    room.set_overflow(true);
    // Keeps the channel open while nobody is in the room.
    let _lines = lines.deactivate();
    // The members have their own executor. Dropping this future drops all of them.
    let members = LocalExecutor::new();
    let accept = async {
        loop {
            match listener.accept().await {
                Ok((stream, address)) => {
                    let member = serve_member(stream, address, room.clone());
                    members
                        .spawn(async move {
                            if let Err(error) = member.await {
                                eprintln!("{address} is out: {error}");
                            }
                        })
                        .detach();
                }
                Err(error) => {
                    eprintln!("accept: {error}");
                    Timer::after(secs(0.1)).await;
                }
            }
        }
    };
    members.run(accept).await;
}

async fn serve_member(stream: TcpStream, me: SocketAddr, room: Sender<Line>) -> anyhow::Result<()> {
    stream.set_nodelay(true)?; // a short line is sent at once
    // The system stores bytes for a slow reader as well. Let it store few, or nobody is ever slow.
    SockRef::from(&stream).set_send_buffer_size(1 << 16)?;
    let mut lines = room.new_receiver();
    // A clone is the same connection.
    let (reader, mut writer) = (stream.clone(), stream);
    let read = async {
        let mut said = BufReader::new(reader).lines();
        while let Some(line) = said.try_next().await? {
            // Never waits: if the channel is full, the oldest line is overwritten.
            let _ = room.try_broadcast((me, format!("{line}\n").into()));
        }
        anyhow::Ok(())
    };
    let write = async {
        writer.write_all(b"welcome\n").await?;
        loop {
            let line = match lines.recv().await {
                Ok((from, _)) if from == me => continue,
                Ok((_, line)) => line,
                Err(RecvError::Overflowed(missed)) => format!("missed: {missed}\n").into(),
                Err(RecvError::Closed) => return Ok(()),
            };
            // Waits while this member doesn't read, and not forever. `read` and the other members continue.
            timeout(secs(6), writer.write_all(line.as_bytes())).await?;
        }
    };
    // Whichever ends first drops the other, and then the connection.
    future::or(read, write).await
}

/// smol has no timeout, so this races the work against a timer.
async fn timeout<T>(limit: Duration, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    let timer = async {
        Timer::after(limit).await;
        Err(io::ErrorKind::TimedOut.into())
    };
    future::or(work, timer).await
}

/// Connects, and waits until the server has let us in: `connect` alone doesn't say that.
async fn enter(server: SocketAddr) -> io::Result<BufReader<TcpStream>> {
    let mut stream = BufReader::new(TcpStream::connect(server).await?);
    stream.read_line(&mut String::new()).await?;
    Ok(stream)
}

/// Hears a line, or that the connection has ended.
async fn hear(name: &str, stream: &mut BufReader<TcpStream>) -> io::Result<()> {
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    match line.strip_suffix('\n') {
        Some(line) => say!("{name}: hears {line:.9}"),
        None => say!("{name}: the server has hung up"),
    }
    Ok(())
}
