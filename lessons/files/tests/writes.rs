//! What is in a file after a write that nobody flushed, after a crash, and after a timeout.

use std::io::Write;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;
use std::{fs, thread};

use tokio::fs::File;
use tokio::io::{self, AsyncBufReadExt, AsyncWriteExt, BufReader, BufWriter};
use tokio::runtime::{Builder, Runtime};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("there is memory for it")
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_an_error_of_flush() -> io::Result<()> {
    let mut file = File::options().write(true).open("/dev/full").await?;
    file.write_all(b"one two three").await?; // Ok: the pool has the text
    let error = file.flush().await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    Ok(())
}

/// The runtime waits for the pool when it is dropped, so the length is final after that.
#[test]
fn a_long_text_without_a_flush_is_cut_off() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("text");
    let runtime = runtime();
    runtime.block_on(async {
        let mut file = BufWriter::new(File::create(&path).await?);
        for _ in 0..10 {
            file.write_all(&[b'#'; 1000]).await?;
        }
        io::Result::Ok(())
    })?;
    drop(runtime);
    assert_eq!(fs::read(&path)?.len(), 8000); // of 10,000
    Ok(())
}

#[test]
fn a_plain_file_without_a_flush_is_written_later() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("text");
    let runtime = runtime();
    runtime.block_on(async {
        let mut file = File::create(&path).await?;
        file.write_all(b"one two three").await
    })?;
    drop(runtime);
    assert_eq!(fs::read_to_string(&path)?, "one two three");
    Ok(())
}

#[test]
fn a_timeout_stops_no_read_and_the_runtime_waits_for_it() {
    let (sender, ended) = mpsc::channel();
    let runtime = runtime();
    runtime.block_on(async {
        let read = spawn_blocking(move || {
            thread::sleep(Duration::from_millis(200));
            sender.send("read").expect("the test waits for it");
        });
        assert!(timeout(Duration::from_millis(20), read).await.is_err());
    });
    assert!(ended.try_recv().is_err(), "the closure is still reading");
    drop(runtime); // waits until the closure returns
    assert_eq!(ended.try_recv(), Ok("read"));
}

#[tokio::test]
async fn lines_come_one_after_the_other() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("text");
    tokio::fs::write(&path, "one\ntwo\nthree").await?;

    let mut count = 0;
    let mut lines = BufReader::new(File::open(&path).await?).lines();
    while let Some(line) = lines.next_line().await? {
        count += line.len();
    }

    assert_eq!(count, 11);
    Ok(())
}

struct Log(BufWriter<File>);

impl Log {
    async fn close(mut self) -> io::Result<()> {
        self.0.flush().await
    }
}

#[tokio::test]
async fn a_type_that_owns_a_file_has_its_own_close() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("log");
    let mut log = Log(BufWriter::new(File::create(&path).await?));
    log.0.write_all(b"one two three").await?;
    log.close().await?;
    assert_eq!(fs::read_to_string(&path)?, "one two three");
    Ok(())
}

/// Call it inside one `spawn_blocking`.
fn replace(folder: &Path, name: &str, text: &str) -> std::io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?; // the text is on the disk
    file.persist(folder.join(name))?; // renames: readers see the old text or the new one
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?; // the new name is on the disk
    Ok(())
}

#[tokio::test]
async fn a_file_is_replaced_as_a_whole() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().to_owned();
    for text in ["old", "new"] {
        let path = path.clone();
        spawn_blocking(move || replace(&path, "text", text)).await??;
        assert_eq!(fs::read_to_string(folder.path().join("text"))?, text);
    }
    Ok(())
}
