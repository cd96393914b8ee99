//! Items from a queue, and for each of them also a look at whether a signal says to stop. It never does.
//! Each side adds up the items.

use std::pin::pin;

use anyhow::Result;
use futures::StreamExt;
use tokio::sync::{mpsc, oneshot};

const CAPACITY: usize = 100;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn tokio(n: u64) -> Result<u64> {
    let (_sender, mut stop) = oneshot::channel::<()>();
    let mut items = produced(n);
    let mut sum = 0;
    loop {
        tokio::select! {
            item = items.recv() => match item {
                Some(item) => sum += item,
                None => return Ok(sum),
            },
            _ = &mut stop => return Ok(sum),
        }
    }
}

/// Without a signal, and so without `select!`.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn tokio_queue(n: u64) -> Result<u64> {
    let mut items = produced(n);
    let mut sum = 0;
    while let Some(item) = items.recv().await {
        sum += item;
    }
    Ok(sum)
}

/// A queue whose items come from another task.
fn produced(n: u64) -> mpsc::Receiver<u64> {
    let (sender, receiver) = mpsc::channel(CAPACITY);
    tokio::spawn(async move {
        for item in 0..n {
            // Without a receiver, the sum is wrong anyway.
            let _ = sender.send(item).await;
        }
    });
    receiver
}

/// The `select!` of the crate futures, which needs no Tokio.
pub(crate) fn futures(n: u64) -> Result<u64> {
    let executor = smol::LocalExecutor::new();
    let (sender, items) = smol::channel::bounded(CAPACITY);
    let producer = async move {
        for item in 0..n {
            let _ = sender.send(item).await;
        }
    };
    executor.spawn(producer).detach();
    let (_sender, mut stop) = futures::channel::oneshot::channel::<()>();
    smol::block_on(executor.run(async {
        let mut items = pin!(items);
        let mut sum = 0;
        // Counted, because `select!` skips a channel that is closed and empty.
        for _ in 0..n {
            futures::select! {
                item = items.select_next_some() => sum += item,
                _ = stop => break,
            }
        }
        Ok(sum)
    }))
}
