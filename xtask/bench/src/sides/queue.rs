//! Items through a queue, from one producer to one consumer, which adds them up.
//!
//! On executors the consumer is also a task. On Tokio with many threads, the future that `block_on` waits for
//! runs on the calling thread, not on a worker, so waking it takes system calls.

use std::sync::mpsc;
use std::thread;

use anyhow::Result;
use futures::{SinkExt, StreamExt};

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn tokio(n: u64, capacity: usize) -> Result<u64> {
    tokio_spawned(n, capacity).await
}

#[tokio::main]
pub(crate) async fn tokio_threads(n: u64, capacity: usize) -> Result<u64> {
    tokio_spawned(n, capacity).await
}

/// The trap: the consumer is `main` itself.
#[tokio::main]
pub(crate) async fn tokio_threads_main(n: u64, capacity: usize) -> Result<u64> {
    let (sender, mut receiver) = tokio::sync::mpsc::channel(capacity);
    let producer = tokio::spawn(async move {
        for item in 0..n {
            sender.send(item).await?;
        }
        anyhow::Ok(())
    });
    let mut sum = 0;
    while let Some(item) = receiver.recv().await {
        sum += item;
    }
    producer.await??;
    Ok(sum)
}

async fn tokio_spawned(n: u64, capacity: usize) -> Result<u64> {
    let (sender, mut receiver) = tokio::sync::mpsc::channel(capacity);
    let producer = tokio::spawn(async move {
        for item in 0..n {
            sender.send(item).await?;
        }
        anyhow::Ok(())
    });
    let consumer = tokio::spawn(async move {
        let mut sum = 0;
        while let Some(item) = receiver.recv().await {
            sum += item;
        }
        sum
    });
    producer.await??;
    Ok(consumer.await?)
}

/// smol's channel is the crate async-channel.
pub(crate) fn smol(n: u64, capacity: usize) -> Result<u64> {
    let executor = smol::LocalExecutor::new();
    smol::block_on(executor.run(async {
        let (sender, receiver) = smol::channel::bounded(capacity);
        let producer = executor.spawn(async move {
            for item in 0..n {
                sender.send(item).await?;
            }
            anyhow::Ok(())
        });
        let consumer = executor.spawn(async move {
            let mut sum = 0;
            while let Ok(item) = receiver.recv().await {
                sum += item;
            }
            sum
        });
        producer.await?;
        Ok(consumer.await)
    }))
}

/// The channel of the crate futures, which works on any runtime. Each sender has one guaranteed place
/// besides the capacity, so this is one less.
pub(crate) fn futures(n: u64, capacity: usize) -> Result<u64> {
    let (mut sender, mut receiver) = futures::channel::mpsc::channel(capacity - 1);
    let producer = async move {
        for item in 0..n {
            sender.send(item).await?;
        }
        anyhow::Ok(())
    };
    let consumer = async {
        let mut sum = 0;
        while let Some(item) = receiver.next().await {
            sum += item;
        }
        sum
    };
    // The plain `block_on`, which does not poll timers and sockets.
    let (produced, sum) = smol::future::block_on(async { futures::join!(producer, consumer) });
    produced?;
    Ok(sum)
}

pub(crate) fn threads(n: u64, capacity: usize) -> Result<u64> {
    let (sender, receiver) = mpsc::sync_channel(capacity);
    thread::scope(|scope| {
        // An error means that the consumer is gone. Then the sum is wrong.
        scope.spawn(move || (0..n).try_for_each(|item| sender.send(item)));
        Ok(receiver.into_iter().sum())
    })
}
