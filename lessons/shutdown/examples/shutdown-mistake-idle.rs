//! "The drain waits for the connections, so they need not know that the server stops."
//!
//! Cat has her answer and keeps her connection, for a request that she may send later. The drain waits for
//! her until the deadline, each time that the server stops.
//!
//! Breaks: the second of "cat: the connection ends"

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::process::{self, Stdio};
use std::{env, io};

use anyhow::Context;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use in_order::{Finished, lesson, say, secs};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::runtime::Builder;
use tokio::select;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

fn main() -> anyhow::Result<Finished> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    // The server is this same program, with an argument.
    if env::args().nth(1).as_deref() == Some("serve") {
        runtime.block_on(serve())?;
        drop(runtime); // drops the tasks that are left
        process::exit(0);
    }
    runtime.block_on(call())
}

/// Serves until SIGTERM, and then shuts down.
async fn serve() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut terminated = pin!(terminated());
    println!("{}", listener.local_addr()?);

    let connections = TaskTracker::new();
    let abort = CancellationToken::new(); // too late: close now
    loop {
        select! {
            () = &mut terminated => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let connection = serve_connection(stream);
                    connections.spawn(abort.clone().run_until_cancelled_owned(connection));
                }
                Err(error) => {
                    eprintln!("accept: {error}");
                    sleep(secs(0.1)).await;
                }
            },
        }
    }

    drop(listener); // from now on, the system refuses connections
    println!("accepts no more");
    sleep(secs(1)).await; // a request may be on its way
    connections.close(); // wait returns when the tracker is closed, and all its tasks have ended
    if timeout(secs(3), connections.wait()).await.is_err() {
        println!("gives up");
        abort.cancel();
        connections.wait().await;
    }
    Ok(())
}

async fn serve_connection(stream: TcpStream) {
    let mut http = http1::Builder::new();
    let http = http.timer(TokioTimer::new());
    let connection = http.serve_connection(TokioIo::new(stream), service_fn(answer));
    if let Err(error) = connection.await {
        eprintln!("a connection: {error}");
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<String>, Infallible> {
    Ok(Response::new(match request.uri().path() {
        "/report" => {
            sleep(secs(3)).await;
            "done\n".into()
        }
        "/picture" => "#".repeat(1 << 23), // more than the systems buffer while bob reads nothing
        _ => "done\n".into(),
    }))
}

/// Starts the server, calls it, and sends it a SIGTERM at second 1.
async fn call() -> anyhow::Result<Finished> {
    let mut server = Command::new(env::current_exe()?)
        .arg("serve")
        .args(env::args().skip(1)) // `--second`, where it was given
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(server.stdout.take().expect("it is piped")).lines();
    let address = lines.next_line().await?.context("the server has ended")?.parse()?;
    let lesson = lesson!();

    let mut ann = ask("ann", address, "/report").await?;
    let mut cat = ask("cat", address, "/").await?;
    hear("cat", &mut cat).await; // cat keeps her connection, as browsers do
    let mut bob = ask("bob", address, "/picture").await?;
    sleep(secs(1)).await;

    say!("main: sends SIGTERM");
    terminate(&mut server).await?;
    // The first thing that the server does is to close its listener, and to say so.
    let line = lines.next_line().await?.context("the server has ended")?;
    say!("server: {line}");
    let log = async {
        while let Ok(Some(line)) = lines.next_line().await {
            say!("server: {line}");
        }
    };
    tokio::join!(hear("ann", &mut ann), hear("cat", &mut cat), come_late("dora", address), log);
    say!("server: {}", server.wait().await?);
    hear("bob", &mut bob).await;
    say!("main: done");

    lesson.finish()
}

/// Connects, and sends a request.
async fn ask(name: &str, server: SocketAddr, path: &str) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(server).await?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: lesson\r\n\r\n").as_bytes()).await?;
    say!("{name}: asks");
    Ok(stream)
}

/// Waits for an answer, or for the end of the connection.
async fn hear(name: &str, stream: &mut TcpStream) {
    let (mut answer, mut part) = (Vec::new(), [0; 256]);
    while !answer.ends_with(b"done\n") {
        match stream.read(&mut part).await {
            Ok(size) if size > 0 => answer.extend(&part[..size]),
            _ => return say!("{name}: the connection ends"),
        }
    }
    say!("{name}: is answered");
}

/// Asks after the server has closed its listener.
async fn come_late(name: &str, server: SocketAddr) {
    match ask(name, server, "/").await {
        Ok(mut stream) => hear(name, &mut stream).await,
        Err(error) => say!("{name}: {}", error.kind()),
    }
}

/// Waits for a SIGTERM. From this call on, the signal doesn't end the process by itself.
#[cfg(unix)]
fn terminated() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut signal = signal(SignalKind::terminate()).expect("SIGTERM may be handled");
    async move {
        signal.recv().await;
    }
}

/// Sends the signal that service managers send. A process may signal a child that it started.
#[cfg(unix)]
async fn terminate(server: &mut Child) -> io::Result<()> {
    let id = server.id().ok_or(io::ErrorKind::NotFound)?;
    Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
    Ok(())
}

/// Windows has no SIGTERM. There, the server stops at the end of its input.
#[cfg(windows)]
fn terminated() -> impl Future<Output = ()> {
    let end = tokio::task::spawn_blocking(|| io::read_to_string(io::stdin()));
    async {
        let _ = end.await;
    }
}

#[cfg(windows)]
async fn terminate(server: &mut Child) -> io::Result<()> {
    match server.stdin.take() {
        Some(mut input) => input.flush().await, // and then drops it, which is the end
        None => Ok(()),
    }
}
