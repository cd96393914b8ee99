//! A page takes seven seconds: which of its steps is to blame, and how do you find out?
//!
//! Run it:      cargo run -p measure-first
//! Predict it:  the busy and the idle seconds of each step, before and after the repair.

mod lines;

use std::thread;

use in_order::{Finished, lesson, say, secs};
use lines::Lines;
use tokio::task::{self, JoinError};
use tokio::time::sleep;
use tracing::instrument;
use tracing_subscriber::fmt::format::FmtSpan;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();
    // Prints a line for each span that ends, with its busy and its idle time.
    tracing_subscriber::fmt()
        .with_span_events(FmtSpan::CLOSE)
        .with_timer(()) // no date before each line; `without_time` would drop busy and idle, too
        .with_level(false)
        .with_target(false)
        .with_writer(Lines::default)
        .init();

    tokio::join!(photo(), comments());
    say!("main: the slow page is done");

    let (photo, ()) = tokio::join!(mended_photo(), comments());
    photo?;
    say!("main: the mended page is done");

    lesson.finish()
}

/// The attribute makes a span for each call. The span is busy while the call is polled.
#[instrument]
async fn photo() {
    download().await;
    resize();
}

#[instrument(name = "photo")]
async fn mended_photo() -> Result<(), JoinError> {
    download().await;
    task::spawn_blocking(resize).await
}

#[instrument]
async fn comments() {
    query().await;
    avatars().await;
}

#[instrument]
async fn download() {
    sleep(secs(1)).await;
}

/// Pretends to compute for four seconds.
#[instrument]
fn resize() {
    thread::sleep(secs(4));
}

/// Pretends to ask a database, which answers after three seconds.
#[instrument]
async fn query() {
    sleep(secs(3)).await;
}

#[instrument]
async fn avatars() {
    sleep(secs(2)).await;
}
