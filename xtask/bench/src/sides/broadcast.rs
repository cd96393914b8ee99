//! Messages to a thousand receivers, each of which gets every message. Each side adds up what was received.

use anyhow::Result;
use tokio::sync::{broadcast, mpsc};
use tokio::task;

pub(crate) const RECEIVERS: u64 = 1000;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn tokio(n: u64) -> Result<u64> {
    tokio_spawned(n).await
}

#[tokio::main]
pub(crate) async fn tokio_threads(n: u64) -> Result<u64> {
    // The sender is a task too: see `queue`.
    tokio::spawn(tokio_spawned(n)).await?
}

async fn tokio_spawned(n: u64) -> Result<u64> {
    // All messages fit, so no receiver can fall behind and lose one.
    let (sender, _) = broadcast::channel(n as usize);
    let receive = async |mut receiver: broadcast::Receiver<u64>| {
        let mut sum = 0;
        while let Ok(message) = receiver.recv().await {
            sum += message;
        }
        sum
    };
    let receivers: Vec<_> =
        (0..RECEIVERS).map(|_| tokio::spawn(receive(sender.subscribe()))).collect();
    for message in 0..n {
        sender.send(message)?;
        task::yield_now().await;
    }
    drop(sender);
    let mut sum = 0;
    for receiver in receivers {
        sum += receiver.await?;
    }
    Ok(sum)
}

/// As in asyncio: a channel for each receiver.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn tokio_channels(n: u64) -> Result<u64> {
    let receive = async |mut receiver: mpsc::UnboundedReceiver<u64>| {
        let mut sum = 0;
        while let Some(message) = receiver.recv().await {
            sum += message;
        }
        sum
    };
    let (mut senders, mut receivers) = (Vec::new(), Vec::new());
    for _ in 0..RECEIVERS {
        let (sender, receiver) = mpsc::unbounded_channel();
        senders.push(sender);
        receivers.push(tokio::spawn(receive(receiver)));
    }
    for message in 0..n {
        senders.iter().try_for_each(|sender| sender.send(message))?;
        task::yield_now().await;
    }
    drop(senders);
    let mut sum = 0;
    for receiver in receivers {
        sum += receiver.await?;
    }
    Ok(sum)
}

/// The same with the crate async-channel.
pub(crate) fn smol(n: u64) -> Result<u64> {
    let executor = smol::LocalExecutor::new();
    smol::block_on(executor.run(async {
        let (mut senders, mut receivers) = (Vec::new(), Vec::new());
        for _ in 0..RECEIVERS {
            let (sender, receiver) = smol::channel::unbounded();
            senders.push(sender);
            receivers.push(executor.spawn(async move {
                let mut sum = 0;
                while let Ok(message) = receiver.recv().await {
                    sum += message;
                }
                sum
            }));
        }
        for message in 0..n {
            senders.iter().try_for_each(|sender| sender.try_send(message))?;
            smol::future::yield_now().await;
        }
        drop(senders);
        let mut sum = 0;
        for receiver in receivers {
            sum += receiver.await;
        }
        Ok(sum)
    }))
}
