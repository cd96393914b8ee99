//! Three slow files are read at once, and three are written: what blocks, and what must be flushed?
//!
//! Run it:      cargo run -p files
//! Predict it:  the order of the ten lines, and the second on which each of the first seven comes.

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

    // From here on, the disk decides how long it takes, so no second is claimed.
    let folder = spawn_blocking(tempfile::tempdir).await??;
    let [short, medium, long] = ["short", "medium", "long"].map(|name| folder.path().join(name));
    tokio::try_join!(save(&short, "one"), save(&medium, "one two"), save(&long, "one two three"))?;
    say!("saved three files");

    let texts = tokio::try_join!(fs::read(&short), fs::read(&medium), fs::read(&long))?;
    say!("they hold {}, {} and {} bytes", texts.0.len(), texts.1.len(), texts.2.len());

    // Removes the folder. Drop would remove it too, but on this thread, and without reporting an error.
    spawn_blocking(|| folder.close()).await??;
    say!("the folder is gone");

    lesson.finish()
}

/// Reads a file without blocking the thread of the runtime.
async fn read_slow(name: &'static str, seconds: u32) -> Result<&'static str, JoinError> {
    // A read blocks its thread, so this closure runs on a thread of the pool that tokio::fs uses as well.
    let read = spawn_blocking(move || {
        let file = SlowFile::open(name, seconds);
        file.read()
        // The file is dropped here, and that closes it.
    });
    read.await
}

/// Writes a file. When it returns, the text is in the file.
async fn save(path: &Path, text: &str) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path).await?);
    file.write_all(text.as_bytes()).await?;
    // The text is still in the buffer. If `file` were dropped now, the text would be lost: a write must
    // be awaited, and drop can't await.
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
