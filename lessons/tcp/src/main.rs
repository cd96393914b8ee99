//! Three clients talk to one server at the same time: who waits for whom?
//!
//! Run it:      cargo run -p tcp
//! Predict it:  the second at which each of the seven lines comes.

#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;

use in_order::{Finished, lesson, say, secs};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let listener = TcpListener::bind("127.0.0.1:0").await?; // port 0: the system chooses a free one
    let address = listener.local_addr()?;
    task::spawn(serve(listener));
    tokio::try_join!(
        talk("a", address, &["hello, ", "world\n"]),
        talk("b", address, &["hello\n"]),
        talk("c", address, &["hello\n"]),
    )?;
    say!("all three have their echo");

    lesson.finish()
}

/// Accepts clients for as long as the program runs.
async fn serve(listener: TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Each client has its own task, so this loop is back at accept right away.
                task::spawn(echo(stream));
            }
            // A client has given up already, or too many files are open. In both cases, try again.
            Err(error) => {
                eprintln!("accept: {error}");
                sleep(secs(0.1)).await;
            }
        }
    }
}

/// Sends back what comes in, until the client sends no more.
async fn echo(mut stream: TcpStream) {
    let (mut reader, mut writer) = stream.split();
    // Nobody awaits this task, so an error that it returned would be lost.
    if let Err(error) = tokio::io::copy(&mut reader, &mut writer).await {
        eprintln!("a client: {error}");
    }
}

/// Sends a line, with a second before each part of it, and reads the echo.
async fn talk(name: &str, server: SocketAddr, parts: &[&str]) -> io::Result<()> {
    let mut stream = BufReader::new(TcpStream::connect(server).await?);
    say!("{name}: connected");
    for part in parts {
        sleep(secs(1)).await;
        stream.write_all(part.as_bytes()).await?;
    }
    // The echo comes in parts, too. read_line returns when the whole line is there.
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    say!("{name}: hears {}", line.trim_end());
    Ok(())
}
