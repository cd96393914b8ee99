//! Web server, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p web-server --example web-server-async-std

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_std::io::{ReadExt, WriteExt};
use async_std::net::{TcpListener, TcpStream};
use async_std::task;
use futures::future::{FutureExt, try_join_all};
use futures::select_biased;
use futures::stream::{FuturesUnordered, StreamExt};
use hyper::Response;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use in_order::{Finished, lesson, say, secs};
use smol_hyper::rt::{FuturesIo, SmolTimer};

const CLIENTS: usize = 1000;
const SILENT: usize = 100;

fn main() -> anyhow::Result<Finished> {
    // Each end of a connection is an open file, and both ends are in this process.
    rlimit::increase_nofile_limit(4096)?;
    task::block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let server = task::spawn_local(serve(listener));
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
        server.cancel().await; // drops the listener and the set, and so all connections
        try_join_all(silent.iter_mut().map(end)).await?;
        say!("the silent ones see the end");

        lesson.finish()
    })
}

async fn serve(listener: TcpListener) {
    let requests = Arc::new(AtomicUsize::new(0));
    let mut connections = FuturesUnordered::new();
    loop {
        // Not a task for each connection: a task keeps running when its handle is dropped.
        let accepted = select_biased! {
            accepted = listener.accept().fuse() => accepted,
            _ = connections.select_next_some() => continue,
        };
        // Mostly too many open files. A pause lets some close; the open connections keep running.
        let Ok((stream, _)) = accepted else {
            task::sleep(secs(0.1)).await;
            continue;
        };
        // With a timer, hyper waits 30 s for the head of a request, and then closes the connection.
        // `SmolTimer` is a timer of async-io, which async-std uses, too.
        let mut http = http1::Builder::new();
        let requests = Arc::clone(&requests);
        let connection = http.timer(SmolTimer::new()).serve_connection(
            FuturesIo::new(stream),
            service_fn(move |_| answer(Arc::clone(&requests))),
        );
        connections.push(connection);
    }
}

async fn answer(requests: Arc<AtomicUsize>) -> Result<Response<String>, Infallible> {
    if requests.fetch_add(1, Ordering::Relaxed) + 1 == CLIENTS {
        say!("request {CLIENTS} is there");
    }
    task::sleep(secs(1)).await; // in place of a slow database
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
