//! "Drop doesn't flush by itself, so I call `flush` in it."
//!
//! The call makes a future, and `drop` can't await it. So it writes nothing, and reports nothing.
//!
//! Breaks: unexpected: "they hold 0, 0 and 0 bytes"

use std::path::Path;
use std::thread;

use in_order::{Finished, lesson, say, secs};
use tokio::fs::{self, File};
use tokio::io::{self, AsyncWriteExt, BufWriter};
use tokio::task::{JoinError, spawn_blocking};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let (a, b, c) = tokio::try_join!(read_slow("a", 3), read_slow("b", 2), read_slow("c", 1))?;
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

/// Reads a file without blocking the thread of the runtime.
async fn read_slow(name: &'static str, seconds: u32) -> Result<&'static str, JoinError> {
    let read = spawn_blocking(move || {
        let file = SlowFile::open(name, seconds);
        file.read()
    });
    read.await
}

async fn save(path: &Path, text: &str) -> io::Result<()> {
    let mut file = Flushing(BufWriter::new(File::create(path).await?));
    file.0.write_all(text.as_bytes()).await
}

struct Flushing(BufWriter<File>);

impl Drop for Flushing {
    #[expect(clippy::let_underscore_future, reason = "the lint sees the mistake: nobody awaits it")]
    fn drop(&mut self) {
        let _ = self.0.flush();
    }
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
