//! TCP, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p tcp --example tcp-async-std

use std::io;
use std::net::SocketAddr;

use async_std::io::BufReader;
use async_std::io::prelude::{BufReadExt, WriteExt};
use async_std::net::{TcpListener, TcpStream};
use async_std::task;
use futures::try_join;
use in_order::{Finished, lesson, say, secs};

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    task::block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?; // port 0: a free one
        let address = listener.local_addr()?;
        task::spawn_local(serve(listener));
        try_join!(
            talk("a", address, &["hello, ", "world\n"]),
            talk("b", address, &["hello\n"]),
            talk("c", address, &["hello\n"]),
        )?;
        say!("all three have their echo");
        io::Result::Ok(())
    })?;

    lesson.finish()
}

/// Accepts clients for as long as the program runs.
async fn serve(listener: TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Each client has its own task, so this loop is back at accept right away.
                task::spawn_local(echo(stream));
            }
            // A client has given up already, or too many files are open. In both cases, try again.
            Err(error) => {
                eprintln!("accept: {error}");
                task::sleep(secs(0.1)).await;
            }
        }
    }
}

/// Sends back what comes in, until the client sends no more.
async fn echo(stream: TcpStream) {
    // A clone is the same connection.
    if let Err(error) = async_std::io::copy(stream.clone(), stream).await {
        eprintln!("a client: {error}");
    }
}

/// Sends a line, with a second before each part of it, and reads the echo.
async fn talk(name: &str, server: SocketAddr, parts: &[&str]) -> io::Result<()> {
    let mut stream = BufReader::new(TcpStream::connect(server).await?);
    say!("{name}: connected");
    for part in parts {
        task::sleep(secs(1)).await;
        stream.get_mut().write_all(part.as_bytes()).await?;
    }
    // The echo comes in parts, too. read_line returns when the whole line is there.
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    say!("{name}: hears {}", line.trim_end());
    Ok(())
}
