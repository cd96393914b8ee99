//! What the lesson's server leaves out: a limit for the length of a line, and halves for two tasks.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const LIMIT: u64 = 1 << 16;

/// Reads a line, or fails when it's longer than the limit.
async fn read_line(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<String> {
    let mut line = String::new();
    stream.take(LIMIT).read_line(&mut line).await?;
    if line.len() as u64 == LIMIT && !line.ends_with('\n') {
        return Err(io::Error::other("the line is too long"));
    }
    Ok(line)
}

#[tokio::test]
async fn a_line_has_a_limit() -> io::Result<()> {
    let mut text = "short\n".as_bytes();
    assert_eq!(read_line(&mut text).await?, "short\n");

    let line = format!("{}\n", "#".repeat(LIMIT as usize - 1));
    let text = line.repeat(2);
    let mut text = text.as_bytes();
    assert_eq!(read_line(&mut text).await?, line);
    assert_eq!(read_line(&mut text).await?, line);

    let long = "#".repeat(LIMIT as usize + 1);
    assert_eq!(
        read_line(&mut long.as_bytes()).await.unwrap_err().to_string(),
        "the line is too long"
    );
    Ok(())
}

#[tokio::test]
async fn dropping_the_owned_writing_half_ends_what_the_other_side_reads() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let client = TcpStream::connect(listener.local_addr()?).await?;
    let (mut server, _) = listener.accept().await?;

    let (reader, mut writer) = client.into_split();
    let mut reader = BufReader::new(reader);
    let read = tokio::spawn(async move {
        let mut line = String::new();
        reader.read_line(&mut line).await?;
        io::Result::Ok(line)
    });
    writer.write_all(b"that is all\n").await?;
    drop(writer); // the server reads the end; this side may still read

    let mut text = String::new();
    server.read_to_string(&mut text).await?;
    assert_eq!(text, "that is all\n");
    server.write_all(b"thank you\n").await?;
    assert_eq!(read.await??, "thank you\n");
    Ok(())
}
