//! "A handler may block for a second. It delays one request."
//!
//! It blocks the thread, so it delays all requests. They are answered one after another.
//!
//! Breaks: never comes: "request 1000 is there"

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use futures::future::try_join_all;
use hyper::Response;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use in_order::{Finished, lesson, say, secs};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;

const CLIENTS: usize = 1000;
const SILENT: usize = 100;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    // Each end of a connection is an open file, and both ends are in this process.
    rlimit::increase_nofile_limit(4096)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(serve(listener));
    // Before the clock starts: how long connecting takes depends on the machine.
    let mut clients = Vec::new();
    for _ in 0..CLIENTS + SILENT {
        clients.push(TcpStream::connect(address).await?);
    }
    let mut silent = clients.split_off(CLIENTS);
    let lesson = lesson!();

    say!("{CLIENTS} clients ask, {SILENT} say nothing");
    let answers = try_join_all(clients.iter_mut().map(ask)).await?;
    let good = answers.iter().filter(|answer| answer.starts_with("HTTP/1.1 200 OK")).count();
    say!("{good} clients have their answer");

    say!("the server stops");
    server.abort(); // the runtime drops `serve`: its listener, and its set with all connections
    try_join_all(silent.iter_mut().map(end)).await?;
    say!("the silent ones see the end");

    lesson.finish()
}

async fn serve(listener: TcpListener) {
    let requests = Arc::new(AtomicUsize::new(0));
    let mut connections = JoinSet::new();
    loop {
        // Mostly too many open files. A pause lets some close; the open connections keep running.
        let Ok((stream, _)) = listener.accept().await else {
            sleep(secs(0.1)).await;
            continue;
        };
        // With a timer, hyper waits 30 s for the head of a request, and then closes the connection.
        let mut http = http1::Builder::new();
        let requests = Arc::clone(&requests);
        let connection = http.timer(TokioTimer::new()).serve_connection(
            TokioIo::new(stream),
            service_fn(move |_| answer(Arc::clone(&requests))),
        );
        // Its own task for each connection, so an error ends this connection and no other.
        connections.spawn(connection);
        // Removes the connections that have ended, and ignores their errors: clients may leave.
        while connections.try_join_next().is_some() {}
    }
}

#[expect(clippy::unused_async, reason = "the lint sees the mistake: async, and nothing is awaited")]
async fn answer(requests: Arc<AtomicUsize>) -> Result<Response<String>, Infallible> {
    if requests.fetch_add(1, Ordering::Relaxed) + 1 == CLIENTS {
        say!("request {CLIENTS} is there");
    }
    thread::sleep(secs(1)); // in place of a slow database
    Ok(Response::new("hello\n".into()))
}

/// Sends a request and reads the answer.
async fn ask(stream: &mut TcpStream) -> io::Result<String> {
    stream.write_all(b"GET / HTTP/1.1\r\nhost: lesson\r\n\r\n").await?;
    let (mut answer, mut part) = (Vec::new(), [0; 256]);
    while !answer.ends_with(b"hello\n") {
        let size = stream.read(&mut part).await?;
        if size == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into()); // the server closed the connection
        }
        answer.extend(&part[..size]);
    }
    Ok(String::from_utf8_lossy(&answer).into())
}

/// Reads until the server closes the connection.
async fn end(stream: &mut TcpStream) -> io::Result<String> {
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    Ok(text)
}
