//! "A paused clock stops the time of the whole program."
//!
//! Each runtime has its own clock. The server now runs on a second runtime, as in a client library with a thread of
//! its own. The clock of that runtime isn't paused, so half an hour is half an hour there, and the client gives up.
//!
//! Breaks: unexpected: "slow: no answer after 3600 s"

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread::{self, JoinHandle};

use in_order::{Finished, lesson, say, secs};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, duplex};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::time::{Instant, sleep, timeout};

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    test("silent", silent())?;
    test("slow", slow())?;
    let (address, server) = start_server()?;
    test("socket", socket(address))?;
    server.join().expect("the server does not panic")?;
    test("blocking", blocking())?;

    lesson.finish()
}

/// The code under test: waits for an answer, an hour at most.
async fn ask(mut connection: impl AsyncRead + Unpin) -> io::Result<String> {
    let mut answer = String::new();
    match timeout(secs(3600), connection.read_to_string(&mut answer)).await {
        Ok(read) => read.map(|_| answer),
        Err(_) => Ok("no answer".into()),
    }
}

/// Runs a test as `#[tokio::test(start_paused = true)]` does, and prints how long it took on its own clock.
fn test(name: &str, test: impl Future<Output = io::Result<String>>) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().start_paused(true).build()?;
    runtime.block_on(async {
        say!("{name}: asks");
        let start = Instant::now(); // Tokio's Instant, which reads the runtime's clock
        let answer = test.await?;
        say!("{name}: {answer} after {:.0} s", start.elapsed().div_duration_f64(secs(1)));
        Ok(())
    })
}

/// The server says nothing.
async fn silent() -> io::Result<String> {
    // The two ends of a pipe in memory. `_server` stays open until the test returns.
    let (client, _server) = duplex(64);
    ask(client).await
}

/// The server answers after half an hour.
async fn slow() -> io::Result<String> {
    let (client, mut server) = duplex(64);
    let serve = async move {
        sleep(secs(1800)).await;
        server.write_all(b"done").await
    };
    let runtime = Builder::new_current_thread().enable_all().build()?;
    thread::spawn(move || runtime.block_on(serve));
    ask(client).await
}

/// The server is outside the runtime, and answers after two real seconds.
async fn socket(address: SocketAddr) -> io::Result<String> {
    let connection = TcpStream::connect(address).await?;
    ask(connection).await
}

fn start_server() -> io::Result<(SocketAddr, JoinHandle<io::Result<()>>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let server = thread::spawn(move || {
        let (mut client, _) = listener.accept()?;
        thread::sleep(secs(2));
        say!("server: answers");
        let _ = client.write_all(b"done"); // the client may be gone
        Ok(())
    });
    Ok((address, server))
}

/// The server answers after two seconds, in which it blocks its thread.
async fn blocking() -> io::Result<String> {
    let (client, mut server) = duplex(64);
    let serve = async move {
        thread::sleep(secs(2));
        server.write_all(b"done").await
    };
    let (answer, served) = tokio::join!(ask(client), serve);
    served.and(answer)
}
