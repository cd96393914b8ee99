//! "A `JoinSet` keeps tasks together, so it keeps them from being lost."
//!
//! A `JoinSet` aborts its tasks when it is dropped. This one is a local variable of the request, so the
//! purchase ends with the request.
//!
//! Breaks: never comes: "ben: order saved"

use anyhow::{Context, bail};
use in_order::{Finished, lesson, say, secs};
use tokio::task::JoinSet;
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
    purchases.close();
    purchases.wait().await;
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
    let mut tasks = JoinSet::new();
    let purchase = purchases.track_future(async move {
        // The task logs its error itself, because by then its request may have been dropped.
        buy(name).await.inspect_err(|error| say!("log: {name}: {error}"))
    });
    tasks.spawn(purchase);
    tasks.join_next().await.context("the set has a task")??
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
