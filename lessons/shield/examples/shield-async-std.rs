//! Shield, on async-std, which is discontinued. The program helps you read old code.
//!
//! Run it: cargo run -p shield --example shield-async-std

use anyhow::bail;
use async_std::{future, task};
use in_order::{Finished, lesson, say, secs};
use tokio_util::task::TaskTracker;

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // The tracker is Tokio's, and needs no Tokio runtime.
        let purchases = TaskTracker::new();

        visit("ann", 1, buy("ann")).await;
        task::sleep(secs(5)).await;

        visit("ben", 1, request(&purchases, "ben")).await;
        visit("cleo", 9, request(&purchases, "cleo")).await;
        visit("dora", 1, request(&purchases, "dora")).await;

        say!("main: no more customers");
        purchases.close();
        purchases.wait().await;
        say!("main: all purchases have ended");
    });

    lesson.finish()
}

/// Plays the server and a customer, who waits for the given number of seconds. If the request takes longer,
/// the customer leaves, and the timeout drops the request.
async fn visit(name: &str, patience: u32, request: impl Future<Output = anyhow::Result<()>>) {
    match future::timeout(secs(patience), request).await {
        Ok(Ok(())) => say!("{name}: sees the order"),
        Ok(Err(error)) => say!("{name}: sees an error: {error}"),
        Err(_) => say!("{name}: has left"),
    }
}

/// A request whose purchase continues when the request is dropped.
async fn request(purchases: &TaskTracker, name: &'static str) -> anyhow::Result<()> {
    let purchase = async move {
        // The task logs its error itself, because by then its request may have been dropped.
        buy(name).await.inspect_err(|error| say!("log: {name}: {error}"))
    };
    // As on Tokio, a task keeps running when its handle is dropped.
    task::spawn_local(purchases.track_future(purchase)).await
}

/// Charges the card, and needs three more seconds to save the order.
async fn buy(name: &str) -> anyhow::Result<()> {
    say!("{name}: card charged");
    task::sleep(secs(3)).await;
    if name == "dora" {
        bail!("the disk is full");
    }
    say!("{name}: order saved");
    Ok(())
}
