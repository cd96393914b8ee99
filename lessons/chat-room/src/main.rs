//! What one says, all others hear, and two of them don't read: who waits, and who misses what?
//!
//! Run it:      cargo run -p chat-room
//! Predict it:  which lines cat and dan hear, and the second at which each line comes.

#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use in_order::{Finished, lesson, say, secs};
use socket2::SockRef;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast::{self, Sender, error::RecvError};
use tokio::time::{sleep, timeout};
use tokio::{select, task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    task::spawn(serve(listener));
    let (mut ann, mut bob) = (enter(address).await?, enter(address).await?);
    let (mut cat, mut dan) = (enter(address).await?, enter(address).await?);
    let picture = format!("a picture {}", "#".repeat(500_000));
    for line in [picture.as_str(), "one", "two", "three"] {
        say!("ann: says {line:.9}");
        ann.write_all(format!("{line}\n").as_bytes()).await?;
        hear("bob", &mut bob).await?;
        sleep(secs(1)).await;
    }
    // Cat hasn't read anything until now.
    for _ in 0..4 {
        hear("cat", &mut cat).await?;
    }
    sleep(secs(4)).await;
    // Dan hasn't read anything until now, and that was too long.
    hear("dan", &mut dan).await?;
    say!("main: done");

    lesson.finish()
}

/// A line, and the address of the member who says it.
type Line = (SocketAddr, Arc<str>);

/// Accepts members, each in its own task.
async fn serve(listener: TcpListener) {
    // The channel keeps the last two lines. A real room keeps more; here, a line is soon overwritten.
    let (room, _) = broadcast::channel(2);
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                let member = serve_member(stream, address, room.clone());
                task::spawn(async move {
                    if let Err(error) = member.await {
                        eprintln!("{address} is out: {error}");
                    }
                });
            }
            Err(error) => {
                eprintln!("accept: {error}");
                sleep(secs(0.1)).await;
            }
        }
    }
}

async fn serve_member(
    mut stream: TcpStream,
    me: SocketAddr,
    room: Sender<Line>,
) -> anyhow::Result<()> {
    stream.set_nodelay(true)?; // a short line is sent at once
    // The system stores bytes for a slow reader as well. Let it store few, or nobody is ever slow.
    SockRef::from(&stream).set_send_buffer_size(1 << 16)?;
    let mut lines = room.subscribe();
    let (reader, mut writer) = stream.split();
    let read = async {
        let mut said = BufReader::new(reader).lines();
        while let Some(line) = said.next_line().await? {
            // Never waits: if the channel is full, the oldest line is overwritten.
            let _ = room.send((me, format!("{line}\n").into()));
        }
        anyhow::Ok(())
    };
    let write = async {
        writer.write_all(b"welcome\n").await?;
        loop {
            let line = match lines.recv().await {
                Ok((from, _)) if from == me => continue,
                Ok((_, line)) => line,
                Err(RecvError::Lagged(missed)) => format!("missed: {missed}\n").into(),
                Err(RecvError::Closed) => return Ok(()),
            };
            // Waits while this member doesn't read, and not forever. `read` and the other members continue.
            timeout(secs(6), writer.write_all(line.as_bytes())).await??;
        }
    };
    // Whichever ends first drops the other, and then the connection.
    select! { end = read => end, end = write => end }
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
