//! The clients of a server: each sends a request, and gets its answer after a second. The server is another
//! process, and that process is measured.

use std::env;
use std::io;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use futures::future::try_join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Counts the good answers, and measures from the first request to the last answer.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn clients(n: u64) -> Result<(Duration, u64)> {
    rlimit::increase_nofile_limit(4096)?;
    let address = env::var("BENCH_SITE").context("BENCH_SITE is the address of the server")?;
    let address = address.trim_start_matches("http://");
    let mut clients = Vec::new();
    for _ in 0..n {
        clients.push(TcpStream::connect(address).await?);
    }
    let start = Instant::now();
    let answers = try_join_all(clients.iter_mut().map(ask)).await?;
    let good = answers.iter().filter(|answer| answer.starts_with(b"HTTP/1.1 200 OK")).count();
    Ok((start.elapsed(), good as u64))
}

async fn ask(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    stream.write_all(b"GET / HTTP/1.1\r\nhost: bench\r\n\r\n").await?;
    let (mut answer, mut part) = (Vec::new(), [0; 256]);
    while !answer.ends_with(b"hello\n") {
        let size = stream.read(&mut part).await?;
        if size == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        answer.extend(&part[..size]);
    }
    Ok(answer)
}
