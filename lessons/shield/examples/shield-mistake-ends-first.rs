//! "A spawned purchase finishes by itself."
//!
//! A task runs without its handle, but not without its runtime. Main is over before Dora's purchase is, and
//! the error that the task would have logged is lost, too.
//!
//! Breaks: never comes: "log: dora: the disk is full"

use anyhow::bail;
use in_order::{Finished, lesson, say, secs};
use tokio::time::{sleep, timeout};
use tokio_util::task::TaskTracker;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();
    let purchases = TaskTracker::new();

    visit("ann", 1, buy("ann")).await;
    sleep(secs(5)).await;

    visit("ben", 1, request(&purchases, "ben")).await;
    visit("cleo", 9, request(&purchases, "cleo")).await;
    visit("dora", 1, request(&purchases, "dora")).await;

    say!("main: no more customers");
    say!("main: all purchases have ended");

    lesson.finish()
}

/// Plays the server and a customer, who waits for the given number of seconds. If the request takes longer,
/// the customer leaves, and the timeout drops the request.
async fn visit(name: &str, patience: u32, request: impl Future<Output = anyhow::Result<()>>) {
    match timeout(secs(patience), request).await {
        Ok(Ok(())) => say!("{name}: sees the order"),
        Ok(Err(error)) => say!("{name}: sees an error: {error}"),
        Err(_) => say!("{name}: has left"),
    }
}

/// A request whose purchase continues when the request is dropped.
async fn request(purchases: &TaskTracker, name: &'static str) -> anyhow::Result<()> {
    let purchase = purchases.spawn(async move {
        // The task logs its error itself, because by then its request may have been dropped.
        buy(name).await.inspect_err(|error| say!("log: {name}: {error}"))
    });
    // If the request is dropped here, it drops the handle, and the task keeps running.
    purchase.await?
}

/// Charges the card, and needs three more seconds to save the order.
async fn buy(name: &str) -> anyhow::Result<()> {
    say!("{name}: card charged");
    sleep(secs(3)).await;
    if name == "dora" {
        bail!("the disk is full");
    }
    say!("{name}: order saved");
    Ok(())
}
