//! How a connection ends: a server that stops, a client that never reads, a handler that fails.

use std::convert::Infallible;
use std::pin::pin;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: lesson\r\nconnection: close\r\n\r\n";

/// How long the handler takes.
const WORK: Duration = Duration::from_millis(60);

/// A server that stops after this time has a request in progress.
const STOP: Duration = Duration::from_millis(20);

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
async fn a_graceful_shutdown_waits_for_the_answers() {
    let stop = CancellationToken::new();
    let mut connections = JoinSet::new();
    let mut clients = Vec::new();
    for _ in 0..2 {
        let (mut client, stream) = duplex(1 << 10);
        client.write_all(REQUEST).await.unwrap();
        clients.push(client);
        let stop = stop.clone();
        connections.spawn(async move {
            let service = service_fn(|_| answer(6));
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            let mut connection = pin!(connection);
            tokio::select! {
                result = connection.as_mut() => return result,
                () = stop.cancelled() => connection.as_mut().graceful_shutdown(),
            }
            connection.await // answers the request in progress, and then closes the connection
        });
    }
    sleep(STOP).await;

    stop.cancel();
    while let Some(ended) = connections.join_next().await {
        assert!(ended.unwrap().is_ok());
    }
    for client in clients {
        assert!(rest(client).await.starts_with("HTTP/1.1 200 OK"));
    }
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
async fn an_error_of_the_handler_can_become_a_500() {
    let (mut client, stream) = duplex(1 << 10);
    client.write_all(REQUEST).await.unwrap();
    let service = service_fn(async |_| Ok::<_, Infallible>(or_500(Err("the database is down"))));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    assert!(connection.await.is_ok());
    assert!(rest(client).await.starts_with("HTTP/1.1 500 Internal Server Error"));
}

/// What aiohttp does with an exception.
fn or_500(result: Result<Response<String>, &str>) -> Response<String> {
    result.unwrap_or_else(|error| {
        let mut response = Response::new(error.into());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}

async fn serve_one(stream: DuplexStream, size: usize) -> hyper::Result<()> {
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
