//! "I write each line to all the others."
//!
//! The task of ann writes to bob, to cat and to dan, one after the other. Cat doesn't read, so the write
//! to her waits, and with it everything else that ann says. The lock keeps all other members waiting, too.
//!
//! Breaks: never comes: "bob: hears one"

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use in_order::{Finished, lesson, say, secs};
use socket2::SockRef;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::task;
use tokio::time::sleep;

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

/// The members, and where to write to each of them.
type Room = Arc<Mutex<Vec<(SocketAddr, OwnedWriteHalf)>>>;

/// Accepts members, each in its own task.
async fn serve(listener: TcpListener) {
    let room = Room::default();
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                let member = serve_member(stream, address, Arc::clone(&room));
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

async fn serve_member(stream: TcpStream, me: SocketAddr, room: Room) -> anyhow::Result<()> {
    stream.set_nodelay(true)?; // a short line is sent at once
    // The system stores bytes for a slow reader as well. Let it store few, or nobody is ever slow.
    SockRef::from(&stream).set_send_buffer_size(1 << 16)?;
    let (reader, mut writer) = stream.into_split();
    writer.write_all(b"welcome\n").await?;
    room.lock().await.push((me, writer));
    let mut said = BufReader::new(reader).lines();
    while let Some(line) = said.next_line().await? {
        let line = format!("{line}\n");
        for (member, writer) in room.lock().await.iter_mut() {
            if *member != me {
                writer.write_all(line.as_bytes()).await?;
            }
        }
    }
    room.lock().await.retain(|(member, _)| *member != me);
    Ok(())
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
