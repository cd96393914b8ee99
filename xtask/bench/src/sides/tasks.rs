//! Waits of a second, all at once. Each side counts the waits that ended.

use std::thread;
use std::time::Duration;

use anyhow::Result;
use futures::future::join_all;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn tokio(n: u64) -> Result<u64> {
    tokio_spawned(n).await
}

#[tokio::main]
pub(crate) async fn tokio_threads(n: u64) -> Result<u64> {
    tokio_spawned(n).await
}

async fn tokio_spawned(n: u64) -> Result<u64> {
    let wait = async || tokio::time::sleep(SECOND).await;
    let waits: Vec<_> = (0..n).map(|_| tokio::spawn(wait())).collect();
    let mut ended = 0;
    for wait in waits {
        wait.await?;
        ended += 1;
    }
    Ok(ended)
}

/// The trap: the same waits in one task.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn tokio_join_all(n: u64) -> Result<u64> {
    Ok(join_all((0..n).map(|_| tokio::time::sleep(SECOND))).await.len() as u64)
}

/// Tokio makes a task yield after a number of operations. This task opts out.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn tokio_unconstrained(n: u64) -> Result<u64> {
    let waits = join_all((0..n).map(|_| tokio::time::sleep(SECOND)));
    Ok(tokio::task::unconstrained(waits).await.len() as u64)
}

pub(crate) fn smol(n: u64) -> Result<u64> {
    let executor = smol::LocalExecutor::new();
    smol::block_on(executor.run(async {
        let wait = async || smol::Timer::after(SECOND).await;
        let waits: Vec<_> = (0..n).map(|_| executor.spawn(wait())).collect();
        let mut ended = 0;
        for wait in waits {
            wait.await;
            ended += 1;
        }
        Ok(ended)
    }))
}

pub(crate) fn async_std(n: u64) -> Result<u64> {
    use async_std::task;
    task::block_on(async {
        let waits: Vec<_> = (0..n).map(|_| task::spawn(task::sleep(SECOND))).collect();
        let mut ended = 0;
        for wait in waits {
            wait.await;
            ended += 1;
        }
        Ok(ended)
    })
}

pub(crate) fn threads(n: u64) -> Result<u64> {
    let waits = (0..n).map(|_| thread::Builder::new().spawn(|| thread::sleep(SECOND)));
    let waits = waits.collect::<Result<Vec<_>, _>>()?;
    Ok(waits.into_iter().filter_map(|wait| wait.join().ok()).count() as u64)
}
