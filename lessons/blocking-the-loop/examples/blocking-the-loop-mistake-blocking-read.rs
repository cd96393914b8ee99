//! "Reading from a pipe is waiting, and waiting in an `async fn` frees the thread."
//!
//! Only an await frees the thread. `std::io::Read` is a blocking interface: `read_to_string` returns when
//! the other end is closed, and the heart doesn't beat until then.
//!
//! Breaks: the second of "heart: beat 3"

use std::io::{self, Read, Write};
use std::thread;

use in_order::{Finished, lesson, polls, say, secs};
use tokio::task;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();

    let heart = task::spawn(heart());
    sleep(secs(1)).await;

    polls("here", async { read("here") }).await;
    sleep(secs(1)).await;

    read_pipe("elsewhere").await?;

    heart.await?;
    say!("main: all read, and three beats");

    lesson.finish()
}

/// Beats three times, with three seconds between two beats.
async fn heart() {
    for beat in 1..=3 {
        if beat > 1 {
            sleep(secs(3)).await;
        }
        say!("heart: beat {beat}");
    }
}

/// Pretends to be a call that blocks for three seconds: a driver, a large file, a computation.
fn read(name: &str) {
    say!("{name}: started");
    thread::sleep(secs(3));
    say!("{name}: done");
}

#[expect(clippy::unused_async, reason = "the lint sees the mistake: async, and nothing is awaited")]
async fn read_pipe(name: &str) -> io::Result<()> {
    say!("{name}: started");
    let (mut reader, mut writer) = io::pipe()?;
    thread::spawn(move || {
        thread::sleep(secs(3));
        writer.write_all(b"a line")
    });
    let mut text = String::new();
    reader.read_to_string(&mut text)?;
    say!("{name}: done");
    Ok(())
}
