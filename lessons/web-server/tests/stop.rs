//! How a connection ends: a server that stops, a client that never reads, a handler that fails.

use std::convert::Infallible;
use std::pin::pin;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet, yield_now};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: lesson\r\nconnection: close\r\n\r\n";

/// How long the handler takes.
const WORK: Duration = Duration::from_millis(60);

/// A server that stops after this time has a request in progress.
const STOP: Duration = Duration::from_millis(20);

/// After `accept` has failed.
const PAUSE: Duration = Duration::from_millis(100);

#[tokio::test]
async fn an_aborted_task_leaves_its_client_without_an_answer() {
    let (mut client, stream) = duplex(1 << 10);
    client.write_all(REQUEST).await.unwrap();
    let server = tokio::spawn(serve_one(stream, 6));
    sleep(STOP).await;
    server.abort();
    assert_eq!(rest(client).await, "");
}

#[tokio::test]
async fn a_graceful_stop_waits_for_answers_and_ends_silent_connections() {
    let (mut silent, mut client, server) = stopped_after(WORK * 10).await;
    assert_eq!(silent.read(&mut [0]).await.unwrap(), 0);
    let mut text = String::new();
    client.read_to_string(&mut text).await.unwrap();
    assert!(text.starts_with("HTTP/1.1 200 OK"), "{text}");
    server.await.unwrap();
}

#[tokio::test]
async fn a_graceful_stop_aborts_what_takes_too_long() {
    let (_silent, mut client, server) = stopped_after(Duration::ZERO).await;
    server.await.unwrap();
    assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
}

/// A server that is told to stop: a client that said nothing, one with a request in progress, and the server.
async fn stopped_after(grace: Duration) -> (TcpStream, TcpStream, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let server = tokio::spawn(serve_until(stop.clone(), listener, grace));
    let silent = TcpStream::connect(address).await.unwrap();
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(REQUEST).await.unwrap();
    sleep(STOP).await;
    stop.cancel();
    yield_now().await;
    assert!(TcpStream::connect(address).await.is_err(), "the listener is dropped");
    (silent, client, server)
}

/// Serves until `stop` is cancelled, and then answers the requests in progress, if that doesn't take too long.
async fn serve_until(stop: CancellationToken, listener: TcpListener, grace: Duration) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let Ok((stream, _)) = accepted else {
            sleep(PAUSE).await;
            continue;
        };
        connections.spawn(serve_connection(stream, stop.clone()));
        while connections.try_join_next().is_some() {}
    }
    drop(listener); // 1. No new connections.
    let all = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(grace, all).await; // 3. Wait for the tasks, but not longer than `grace`.
    // 4. `connections` is dropped here, which aborts the tasks that are left.
}

async fn serve_connection(stream: TcpStream, stop: CancellationToken) -> hyper::Result<()> {
    let mut http = http1::Builder::new();
    let http = http.timer(TokioTimer::new()); // for the limit of 30 s
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service_fn(answer)));
    tokio::select! {
        result = connection.as_mut() => return result,
        () = stop.cancelled() => {}
    }
    connection.as_mut().graceful_shutdown(); // 2. No further requests on this connection.
    connection.await // answers the request in progress, and then closes the connection
}

async fn answer(_: Request<Incoming>) -> Result<Response<String>, Infallible> {
    sleep(WORK).await; // in place of a slow database
    Ok(Response::new("hello\n".into()))
}

#[tokio::test]
async fn a_client_that_never_reads_holds_its_task_until_a_timeout() {
    let limit = WORK * 10;

    let (mut client, stream) = duplex(1 << 10);
    client.write_all(REQUEST).await.unwrap();
    let (in_time, _) = tokio::join!(timeout(limit, serve_one(stream, 1 << 20)), rest(client));
    assert!(in_time.is_ok());

    let (mut silent, stream) = duplex(1 << 10);
    silent.write_all(REQUEST).await.unwrap();
    let in_time = timeout(limit, serve_one(stream, 1 << 20)).await;
    assert!(in_time.is_err());
}

#[tokio::test]
async fn an_error_of_the_handler_closes_the_connection() {
    let (mut client, stream) = duplex(1 << 10);
    client.write_all(REQUEST).await.unwrap();
    let service = service_fn(async |_| Err::<Response<String>, _>("the database is down"));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    assert!(connection.await.is_err());
    assert_eq!(rest(client).await, "");
}

#[tokio::test]
async fn a_panic_in_the_handler_closes_the_connection() {
    let (mut client, stream) = duplex(1 << 10);
    client.write_all(REQUEST).await.unwrap();
    let service = service_fn(async |_| -> Result<Response<String>, Infallible> { panic!("no") });
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    assert!(tokio::spawn(connection).await.unwrap_err().is_panic());
    assert_eq!(rest(client).await, "");
}

/// What aiohttp does with an exception.
#[tokio::test]
async fn an_error_of_the_handler_can_become_a_500() {
    let (mut client, stream) = duplex(1 << 10);
    client.write_all(REQUEST).await.unwrap();
    let service = service_fn(async |_| match query().await {
        Ok(text) => Ok(Response::new(text)),
        Err(error) => {
            eprintln!("{error:#}"); // for the log, and not for the client
            Response::builder().status(500).body("internal error\n".into())
        }
    });
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    assert!(connection.await.is_ok());
    let text = rest(client).await;
    assert!(text.starts_with("HTTP/1.1 500 Internal Server Error"), "{text}");
    assert!(!text.contains("database"), "{text}");
}

async fn query() -> anyhow::Result<String> {
    sleep(WORK).await;
    anyhow::bail!("the database is down")
}

async fn serve_one(stream: DuplexStream, size: usize) -> hyper::Result<()> {
    let service = service_fn(move |_| answer_of(size));
    http1::Builder::new().serve_connection(TokioIo::new(stream), service).await
}

async fn answer_of(size: usize) -> Result<Response<String>, Infallible> {
    sleep(WORK).await;
    Ok(Response::new("x".repeat(size)))
}

/// Everything the server sends until it closes the connection.
async fn rest(mut client: DuplexStream) -> String {
    let mut text = String::new();
    client.read_to_string(&mut text).await.expect("UTF-8");
    text
}
