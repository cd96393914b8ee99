//! Files, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p files --example files-async-std

use std::path::Path;
use std::thread;

use async_std::fs::{self, File};
use async_std::io::prelude::*;
use async_std::io::{self, BufWriter};
use async_std::task::{self, spawn_blocking};
use futures::try_join;
use in_order::{Finished, lesson, say, secs};

fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    task::block_on(async {
        let (a, b, c) = futures::join!(read_slow("a", 3), read_slow("b", 2), read_slow("c", 1));
        say!("read {a}, {b}, {c}");

        // From here on, the disk decides how long it takes, so no second is claimed.
        let folder = spawn_blocking(tempfile::tempdir).await?;
        let [short, medium, long] =
            ["short", "medium", "long"].map(|name| folder.path().join(name));
        try_join!(save(&short, "one"), save(&medium, "one two"), save(&long, "one two three"))?;
        say!("saved three files");

        let texts = try_join!(fs::read(&short), fs::read(&medium), fs::read(&long))?;
        say!("they hold {}, {} and {} bytes", texts.0.len(), texts.1.len(), texts.2.len());

        // Removes the folder. Its Drop would do so as well, on this thread.
        spawn_blocking(|| folder.close()).await?;
        say!("the folder is gone");
        anyhow::Ok(())
    })?;

    lesson.finish()
}

/// Reads a file without blocking the thread of the executor.
async fn read_slow(name: &'static str, seconds: u32) -> &'static str {
    // A read blocks its thread, so this closure runs on a thread of the pool that async_std::fs uses too.
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
    // The text is still in the buffer. If `file` were dropped now, the text would be lost. (Only a bare
    // `File` flushes when it is dropped, and blocks the thread for that.)
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
