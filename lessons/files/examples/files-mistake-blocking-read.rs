//! "In an `async fn`, reading a file waits without blocking."
//!
//! A read that you don't await blocks, wherever it is. This one keeps the only thread, so `b` is opened after
//! `a` is closed.
//!
//! Breaks: the second of "b: opened"

use std::path::Path;
use std::thread;

use in_order::{Finished, lesson, say, secs};
use tokio::fs::{self, File};
use tokio::io::{self, AsyncWriteExt, BufWriter};
use tokio::task::spawn_blocking;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let (a, b, c) = tokio::join!(read_slow("a", 3), read_slow("b", 2), read_slow("c", 1));
    say!("read {a}, {b}, {c}");

    let folder = spawn_blocking(tempfile::tempdir).await??;
    let [short, medium, long] = ["short", "medium", "long"].map(|name| folder.path().join(name));
    tokio::try_join!(save(&short, "one"), save(&medium, "one two"), save(&long, "one two three"))?;
    say!("saved three files");

    let texts = tokio::try_join!(fs::read(&short), fs::read(&medium), fs::read(&long))?;
    say!("they hold {}, {} and {} bytes", texts.0.len(), texts.1.len(), texts.2.len());

    spawn_blocking(|| folder.close()).await??;
    say!("the folder is gone");

    lesson.finish()
}

#[expect(clippy::unused_async, reason = "the lint sees the mistake: async, and nothing is awaited")]
async fn read_slow(name: &'static str, seconds: u32) -> &'static str {
    let file = SlowFile::open(name, seconds);
    file.read()
}

/// Writes a file. When it returns, the text is in the file.
async fn save(path: &Path, text: &str) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path).await?);
    file.write_all(text.as_bytes()).await?;
    file.flush().await
}

/// Pretends to be a file on a slow disk. Unlike a real one, it knows how long it takes.
struct SlowFile(&'static str, u32);

impl SlowFile {
    fn open(name: &'static str, seconds: u32) -> Self {
        say!("{name}: opened");
        Self(name, seconds)
    }

    fn read(&self) -> &'static str {
        thread::sleep(secs(self.1));
        self.0
    }
}

impl Drop for SlowFile {
    fn drop(&mut self) {
        say!("{}: closed", self.0);
    }
}
