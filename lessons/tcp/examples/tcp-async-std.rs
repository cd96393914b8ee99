//! TCP, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p tcp --example tcp-async-std

use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;

use async_std::channel::{self, Sender};
use async_std::io::prelude::{BufReadExt, WriteExt};
use async_std::io::{BufReader, BufWriter};
use async_std::net::{TcpListener, TcpStream};
use async_std::prelude::{FutureExt, StreamExt};
use async_std::task;
use futures::try_join;
use in_order::{Finished, lesson, say, secs};
use socket2::SockRef;

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    task::block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?; // port 0: a free one
        let echo = listener.local_addr()?;
        task::spawn_local(serve_echo(listener));
        try_join!(call("a", echo), call("b", echo), call("c", echo))?;

        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let chat = listener.local_addr()?;
        task::spawn_local(serve_chat(listener));
        let mut ann = enter("ann", chat).await?;
        let mut cat = enter("cat", chat).await?;
        let mut bob = enter("bob", chat).await?;
        let picture = format!("picture {}", "#".repeat(499_992));
        for line in [picture.as_str(), "nice", "bye"] {
            say!("ann: says {line:.7}");
            ann.get_mut().write_all(format!("{line}\n").as_bytes()).await?;
            hear("bob", &mut bob).await?;
            task::sleep(secs(1)).await;
        }
        // Only now does cat look at what has come for her.
        while hear("cat", &mut cat).await? {}
        say!("all is said and heard");
        io::Result::Ok(())
    })?;

    lesson.finish()
}

/// Sends back what comes in.
async fn serve_echo(listener: TcpListener) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        // A task for each client; this one goes back to accept. A clone is the same connection.
        task::spawn_local(async_std::io::copy(stream.clone(), stream));
    }
}

/// Who is in the room, and the queue of lines for each. Nothing here leaves the thread.
type Room = Rc<RefCell<Vec<(SocketAddr, Sender<String>)>>>;

/// Hands on each line that one member says to all others.
async fn serve_chat(listener: TcpListener) -> io::Result<()> {
    let room = Room::default();
    loop {
        let (stream, address) = listener.accept().await?;
        task::spawn_local(serve_member(stream, address, room.clone()));
    }
}

async fn serve_member(stream: TcpStream, me: SocketAddr, room: Room) -> io::Result<()> {
    stream.set_nodelay(true)?; // a short line goes out at once
    // The system stores for slow readers too, where the program cannot see it: let it store little.
    SockRef::from(&stream).set_send_buffer_size(1 << 16)?;
    let (reader, writer) = (stream.clone(), stream);
    let (queue, lines) = channel::bounded(1); // short, so that one line too many is soon there
    room.borrow_mut().push((me, queue));
    let write = async {
        let mut writer = BufWriter::new(writer);
        writer.write_all(b"welcome\n").await?;
        writer.flush().await?;
        // While this member does not read, this loop waits and its own queue fills: nobody else's.
        while let Ok(line) = lines.recv().await {
            writer.write_all(line.as_bytes()).await?;
            writer.write_all(b"\n").await?;
            writer.flush().await?;
        }
        Ok(())
    };
    let read = async {
        let mut lines = BufReader::new(reader).lines();
        while let Some(line) = lines.next().await.transpose()? {
            // try_send waits for nobody. Whoever has a full queue, or has left, is out of the room.
            let hand_on = |queue: &Sender<String>| queue.try_send(line.clone()).is_ok();
            room.borrow_mut().retain(|(who, queue)| *who == me || hand_on(queue));
            // Where several lines came at once, each reaches the writers before the next.
            task::yield_now().await;
        }
        Ok(())
    };
    // Over when the member has left (read), or is out and has got what was in its queue (write).
    read.race(write).await
}

/// Says hello, hears the echo, and stays for a second.
async fn call(name: &str, server: SocketAddr) -> io::Result<()> {
    let mut stream = BufReader::new(TcpStream::connect(server).await?);
    stream.get_mut().write_all(b"hello\n").await?;
    hear(name, &mut stream).await?;
    task::sleep(secs(1)).await;
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
