//! Measure first, on smol.
//!
//! Run it: cargo run -p measure-first --example measure-first-smol

#[path = "../src/lines.rs"]
mod lines;

use std::thread;

use futures::join;
use in_order::{Finished, lesson, say, secs};
use lines::Lines;
use smol::{Timer, block_on, unblock};
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

    block_on(async {
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
    unblock(resize).await;
}

#[instrument]
async fn comments() {
    query().await;
    avatars().await;
}

#[instrument]
async fn download() {
    Timer::after(secs(1)).await;
}

/// Pretends to compute for four seconds.
#[instrument]
fn resize() {
    thread::sleep(secs(4));
}

/// Pretends to ask a database, which answers after three seconds.
#[instrument]
async fn query() {
    Timer::after(secs(3)).await;
}

#[instrument]
async fn avatars() {
    Timer::after(secs(2)).await;
}
