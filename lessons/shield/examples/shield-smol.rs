//! Shield, on smol.
//!
//! Run it: cargo run -p shield --example shield-smol

use anyhow::bail;
use futures::channel::oneshot;
use in_order::{Finished, lesson, say, secs};
use smol::{LocalExecutor, Timer, future};
use tokio_util::task::TaskTracker;

fn main() -> Finished {
    let lesson = lesson!();

    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        // The tracker is Tokio's, and needs no Tokio runtime.
        let purchases = TaskTracker::new();

        visit("ann", 1, buy("ann")).await;
        Timer::after(secs(5)).await;

        visit("ben", 1, request(&executor, &purchases, "ben")).await;
        visit("cleo", 9, request(&executor, &purchases, "cleo")).await;
        visit("dora", 1, request(&executor, &purchases, "dora")).await;

        say!("main: no more customers");
        purchases.close();
        purchases.wait().await;
        say!("main: all purchases have ended");
    }));

    lesson.finish()
}

/// Plays the server and a customer, who waits for the given number of seconds. If the request takes longer,
/// the customer leaves, and `or` drops the request.
async fn visit(name: &str, patience: u32, request: impl Future<Output = anyhow::Result<()>>) {
    let leaves = async {
        Timer::after(secs(patience)).await;
        None
    };
    match future::or(async { Some(request.await) }, leaves).await {
        Some(Ok(())) => say!("{name}: sees the order"),
        Some(Err(error)) => say!("{name}: sees an error: {error}"),
        None => say!("{name}: has left"),
    }
}

/// A request whose purchase continues when the request is dropped.
async fn request(
    executor: &LocalExecutor<'static>,
    purchases: &TaskTracker,
    name: &'static str,
) -> anyhow::Result<()> {
    let (sender, result) = oneshot::channel();
    let purchase = async move {
        // The task logs its error itself, because by then its request may have been dropped.
        let result = buy(name).await.inspect_err(|error| say!("log: {name}: {error}"));
        let _ = sender.send(result); // fails if the request has been dropped
    };
    // On smol, a dropped handle cancels its task. A detached task has no handle, so the result comes through
    // a channel.
    executor.spawn(purchases.track_future(purchase)).detach();
    result.await?
}

/// Charges the card, and needs three more seconds to save the order.
async fn buy(name: &str) -> anyhow::Result<()> {
    say!("{name}: card charged");
    Timer::after(secs(3)).await;
    if name == "dora" {
        bail!("the disk is full");
    }
    say!("{name}: order saved");
    Ok(())
}
