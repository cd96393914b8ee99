//! TCP, on smol.
//!
//! Run it: cargo run -p tcp --example tcp-smol

use std::io;
use std::net::SocketAddr;

use in_order::{Finished, lesson, say, secs};
use smol::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use smol::net::{TcpListener, TcpStream};
use smol::{LocalExecutor, Timer};

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?; // port 0: a free one
        let address = listener.local_addr()?;
        let _server = executor.spawn(serve(listener)); // dropping the handle cancels the server
        futures::try_join!(
            talk("a", address, &["hello, ", "world\n"]),
            talk("b", address, &["hello\n"]),
            talk("c", address, &["hello\n"]),
        )?;
        say!("all three have their echo");
        io::Result::Ok(())
    }))?;

    lesson.finish()
}

/// Accepts clients until it is cancelled.
async fn serve(listener: TcpListener) {
    // The clients have their own executor. Dropping this future drops all of them.
    let clients = LocalExecutor::new();
    let accept = async {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    // Each client has its own task, so this loop is back at accept right away.
                    clients.spawn(echo(stream)).detach();
                }
                // A client has given up already, or too many files are open. In both cases, try again.
                Err(error) => {
                    eprintln!("accept: {error}");
                    Timer::after(secs(0.1)).await;
                }
            }
        }
    };
    clients.run(accept).await;
}

/// Sends back what comes in, until the client sends no more.
async fn echo(stream: TcpStream) {
    // A clone is the same connection.
    if let Err(error) = smol::io::copy(stream.clone(), stream).await {
        eprintln!("a client: {error}");
    }
}

/// Sends a line, with a second before each part of it, and reads the echo.
async fn talk(name: &str, server: SocketAddr, parts: &[&str]) -> io::Result<()> {
    let mut stream = BufReader::new(TcpStream::connect(server).await?);
    say!("{name}: connected");
    for part in parts {
        Timer::after(secs(1)).await;
        stream.write_all(part.as_bytes()).await?;
    }
    // The echo comes in parts, too. read_line returns when the whole line is there.
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    say!("{name}: hears {}", line.trim_end());
    Ok(())
}
