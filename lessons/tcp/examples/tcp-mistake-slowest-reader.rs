//! "A bounded queue and an awaited `send`: backpressure, so nothing gets lost."
//!
//! Backpressure is for one producer and one consumer. In a broadcast it makes everybody wait for
//! the slowest reader, and cat reads only when the others are done.
//!
//! Breaks: never comes: "bob: hears bye, 3 bytes"

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use in_order::{Finished, lesson, say, secs};
use socket2::SockRef;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, BufWriter};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{self, Sender};
use tokio::task;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let listener = TcpListener::bind("127.0.0.1:0").await?; // port 0: the system chooses a free one
    let echo = listener.local_addr()?;
    task::spawn(serve_echo(listener));
    tokio::try_join!(call("a", echo), call("b", echo), call("c", echo))?;

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let chat = listener.local_addr()?;
    task::spawn(serve_chat(listener));
    let mut ann = enter("ann", chat).await?;
    let mut cat = enter("cat", chat).await?;
    let mut bob = enter("bob", chat).await?;
    let picture = format!("picture {}", "#".repeat(499_992));
    for line in [picture.as_str(), "nice", "bye"] {
        say!("ann: says {line:.7}");
        ann.write_all(format!("{line}\n").as_bytes()).await?;
        hear("bob", &mut bob).await?;
        sleep(secs(1)).await;
    }
    // Only now does cat look at what has come for her.
    while hear("cat", &mut cat).await? {}
    say!("all is said and heard");

    lesson.finish()
}

/// Sends back what comes in.
async fn serve_echo(listener: TcpListener) -> io::Result<()> {
    loop {
        let (mut stream, _) = listener.accept().await?;
        // A task for each client; this one goes back to accept.
        task::spawn(async move {
            let (mut reader, mut writer) = stream.split();
            tokio::io::copy(&mut reader, &mut writer).await
        });
    }
}

/// Who is in the room, and the queue of lines for each.
type Room = Arc<Mutex<Vec<(SocketAddr, Sender<String>)>>>;

/// Hands on each line that one member says to all others.
async fn serve_chat(listener: TcpListener) -> io::Result<()> {
    let room = Room::default();
    loop {
        let (stream, address) = listener.accept().await?;
        task::spawn(serve_member(stream, address, Arc::clone(&room)));
    }
}

async fn serve_member(mut stream: TcpStream, me: SocketAddr, room: Room) -> io::Result<()> {
    stream.set_nodelay(true)?; // a short line goes out at once
    // The system stores for slow readers too, where the program cannot see it: let it store little.
    SockRef::from(&stream).set_send_buffer_size(1 << 16)?;
    let (reader, writer) = stream.split();
    let (queue, mut lines) = mpsc::channel(1); // short, so that one line too many is soon there
    room.lock().unwrap().push((me, queue));
    let write = async {
        let mut writer = BufWriter::new(writer);
        writer.write_all(b"welcome\n").await?;
        writer.flush().await?;
        // While this member does not read, this loop waits and its own queue fills: nobody else's.
        while let Some(line) = lines.recv().await {
            writer.write_all(line.as_bytes()).await?;
            writer.write_all(b"\n").await?;
            writer.flush().await?;
        }
        Ok(())
    };
    let read = async {
        let mut lines = BufReader::new(reader).lines();
        while let Some(line) = lines.next_line().await? {
            let others =
                |(who, queue): &(SocketAddr, Sender<String>)| (*who != me).then(|| queue.clone());
            let queues: Vec<_> = room.lock().unwrap().iter().filter_map(others).collect();
            for queue in queues {
                let _ = queue.send(line.clone()).await;
            }
        }
        Ok(())
    };
    // Over when the member has left (read), or is out and has got what was in its queue (write).
    tokio::select! { end = read => end, end = write => end }
}

/// Says hello, hears the echo, and stays for a second.
async fn call(name: &str, server: SocketAddr) -> io::Result<()> {
    let mut stream = BufReader::new(TcpStream::connect(server).await?);
    stream.write_all(b"hello\n").await?;
    hear(name, &mut stream).await?;
    sleep(secs(1)).await;
    Ok(())
}

/// Connects to the room, and waits for its welcome.
async fn enter(name: &str, server: SocketAddr) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(server).await?;
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    // A connection may be there before the server accepts it: only the welcome says that we are in.
    hear(name, &mut stream).await?;
    Ok(stream)
}

/// Hears a line, or else that the server has hung up.
async fn hear(name: &str, stream: &mut BufReader<TcpStream>) -> io::Result<bool> {
    let mut line = String::new();
    let more = stream.read_line(&mut line).await? > 0;
    if more {
        let line = line.trim_end();
        say!("{name}: hears {line:.7}, {} bytes", line.len());
    } else {
        say!("{name}: the server has hung up");
    }
    Ok(more)
}
