//! How a connection ends: a server that stops, a client that never reads, a handler that fails.

use std::convert::Infallible;
use std::pin::pin;
use std::time::Duration;

use hyper::Response;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::{sleep, timeout};

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: lesson\r\nconnection: close\r\n\r\n";

/// How long the handler takes.
const WORK: Duration = Duration::from_millis(60);

/// A server that stops after this time has a request in progress.
const STOP: Duration = Duration::from_millis(20);

#[tokio::test]
async fn an_aborted_task_leaves_its_client_without_an_answer() {
    let (mut client, stream) = duplex(1 << 10);
    client.write_all(REQUEST).await.unwrap();
    let server = tokio::spawn(serve(stream, 6));
    sleep(STOP).await;
    server.abort();
    assert_eq!(rest(client).await, "");
}

#[tokio::test]
async fn a_graceful_shutdown_waits_for_the_answer() {
    let (mut client, stream) = duplex(1 << 10);
    client.write_all(REQUEST).await.unwrap();
    let server = tokio::spawn(async move {
        let stop = sleep(STOP);
        let service = service_fn(|_| answer(6));
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        tokio::select! {
            result = connection.as_mut() => return result,
            () = stop => connection.as_mut().graceful_shutdown(),
        }
        // The request in progress is still answered. Then the connection closes.
        connection.await
    });
    assert!(rest(client).await.starts_with("HTTP/1.1 200 OK"));
    assert!(server.await.unwrap().is_ok());
}

#[tokio::test]
async fn a_client_that_never_reads_holds_its_task_until_a_timeout() {
    let limit = WORK * 10;

    let (mut client, stream) = duplex(1 << 10);
    client.write_all(REQUEST).await.unwrap();
    let (in_time, _) = tokio::join!(timeout(limit, serve(stream, 1 << 20)), rest(client));
    assert!(in_time.is_ok());

    let (mut silent, stream) = duplex(1 << 10);
    silent.write_all(REQUEST).await.unwrap();
    let in_time = timeout(limit, serve(stream, 1 << 20)).await;
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

async fn serve(stream: DuplexStream, size: usize) -> hyper::Result<()> {
    let service = service_fn(move |_| answer(size));
    http1::Builder::new().serve_connection(TokioIo::new(stream), service).await
}

async fn answer(size: usize) -> Result<Response<String>, Infallible> {
    sleep(WORK).await;
    Ok(Response::new("x".repeat(size)))
}

/// Everything the server sends until it closes the connection.
async fn rest(mut client: DuplexStream) -> String {
    let mut text = String::new();
    client.read_to_string(&mut text).await.expect("UTF-8");
    text
}
