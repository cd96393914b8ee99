//! The lesson's handler in axum.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

async fn answer(State(requests): State<Arc<AtomicUsize>>) -> &'static str {
    requests.fetch_add(1, Ordering::Relaxed);
    sleep(Duration::from_millis(60)).await; // in place of a slow database
    "hello\n"
}

async fn price() -> Result<String, StatusCode> {
    query().await.map_err(|error| {
        eprintln!("{error:#}"); // for the log, and not for the client
        StatusCode::INTERNAL_SERVER_ERROR
    })
}

async fn query() -> anyhow::Result<String> {
    sleep(Duration::from_millis(1)).await;
    anyhow::bail!("the database is down")
}

async fn serve(listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
    let app = Router::new().route("/", get(answer)).route("/price", get(price));
    let app = app.with_state(Arc::default());
    axum::serve(listener, app).with_graceful_shutdown(stop.cancelled_owned()).await
}

#[tokio::test]
async fn axum_accepts_routes_and_stops_gracefully() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let server = tokio::spawn(serve(listener, stop.clone()));
    let mut texts = Vec::new();
    for path in ["/", "/price", "/other"] {
        let mut client = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: lesson\r\nconnection: close\r\n\r\n");
        client.write_all(request.as_bytes()).await.unwrap();
        sleep(Duration::from_millis(20)).await;
        if path == "/other" {
            stop.cancel();
        }
        let mut text = String::new();
        client.read_to_string(&mut text).await.unwrap();
        texts.push(text);
    }
    assert!(texts[0].starts_with("HTTP/1.1 200 OK"), "{}", texts[0]);
    assert!(texts[0].ends_with("\r\n\r\nhello\n"), "{}", texts[0]);
    assert!(texts[1].starts_with("HTTP/1.1 500 Internal Server Error"), "{}", texts[1]);
    assert!(!texts[1].contains("database"), "{}", texts[1]);
    assert!(texts[2].starts_with("HTTP/1.1 404 Not Found"), "{}", texts[2]);
    server.await.unwrap().unwrap();
}
