//! Tasks that do nothing, all spawned and then joined. Each side counts those that it joined.

use anyhow::Result;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn tokio(n: u64) -> Result<u64> {
    tokio_spawned(n).await
}

#[tokio::main]
pub(crate) async fn tokio_threads(n: u64) -> Result<u64> {
    // On a worker, because `main` is not on one, and spawning from there takes the slower path.
    tokio::spawn(tokio_spawned(n)).await?
}

async fn tokio_spawned(n: u64) -> Result<u64> {
    let tasks: Vec<_> = (0..n).map(|_| tokio::spawn(async { 1 })).collect();
    let mut sum = 0;
    for task in tasks {
        sum += task.await?;
    }
    Ok(sum)
}

pub(crate) fn smol(n: u64) -> Result<u64> {
    let executor = smol::LocalExecutor::new();
    smol::block_on(executor.run(async {
        let tasks: Vec<_> = (0..n).map(|_| executor.spawn(async { 1 })).collect();
        let mut sum = 0;
        for task in tasks {
            sum += task.await;
        }
        Ok(sum)
    }))
}

pub(crate) fn async_std(n: u64) -> Result<u64> {
    use async_std::task;
    task::block_on(async {
        let tasks: Vec<_> = (0..n).map(|_| task::spawn(async { 1 })).collect();
        let mut sum = 0;
        for task in tasks {
            sum += task.await;
        }
        Ok(sum)
    })
}
