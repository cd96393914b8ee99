//! Measure first, on async-std, which is discontinued. The program helps you read old code.
//!
//! Run it: cargo run -p measure-first --example measure-first-async-std

#[path = "../src/lines.rs"]
mod lines;

use std::thread;

use async_std::task;
use futures::join;
use in_order::{Finished, lesson, say, secs};
use lines::Lines;
use tracing::instrument;
use tracing_subscriber::fmt::format::FmtSpan;

fn main() -> Finished {
    let lesson = lesson!();
    // Prints a line for each span that ends, with its busy and its idle time.
    tracing_subscriber::fmt()
        .with_span_events(FmtSpan::CLOSE)
        .with_timer(()) // no date before each line; `without_time` would drop busy and idle, too
        .with_level(false)
        .with_target(false)
        .with_writer(Lines::default)
        .init();

    task::block_on(async {
        join!(photo(), comments());
        say!("main: the slow page is done");

        join!(mended_photo(), comments());
        say!("main: the mended page is done");
    });

    lesson.finish()
}

/// The attribute makes a span for each call. The span is busy while the call is polled.
#[instrument]
async fn photo() {
    download().await;
    resize();
}

#[instrument(name = "photo")]
async fn mended_photo() {
    download().await;
    task::spawn_blocking(resize).await;
}

#[instrument]
async fn comments() {
    query().await;
    avatars().await;
}

#[instrument]
async fn download() {
    task::sleep(secs(1)).await;
}

/// Pretends to compute for four seconds.
#[instrument]
fn resize() {
    thread::sleep(secs(4));
}

/// Pretends to ask a database, which answers after three seconds.
#[instrument]
async fn query() {
    task::sleep(secs(3)).await;
}

#[instrument]
async fn avatars() {
    task::sleep(secs(2)).await;
}
