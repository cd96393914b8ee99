//! Pages from the little website of shared/site, which is another process. Each side adds up the bytes.

use std::env;

use anyhow::{Context, Result};
use futures::{StreamExt, TryStreamExt, stream};
use reqwest::Client;

/// How large a page is.
pub(crate) const SIZE: u64 = 2000;

/// How many are under way.
const AT_ONCE: usize = 50;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn in_turn(n: u64) -> Result<u64> {
    let (client, url) = (Client::builder().no_proxy().build()?, url()?);
    let mut bytes = 0;
    for _ in 0..n {
        bytes += get(&client, &url).await?;
    }
    Ok(bytes)
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn at_once(n: u64) -> Result<u64> {
    let (client, url) = (Client::builder().no_proxy().build()?, url()?);
    stream::iter(0..n)
        .map(|_| get(&client, &url))
        .buffer_unordered(AT_ONCE)
        .try_fold(0, async |sum, bytes| Ok(sum + bytes))
        .await
}

async fn get(client: &Client, url: &str) -> Result<u64> {
    let answer = client.get(url).send().await?.error_for_status()?;
    Ok(answer.bytes().await?.len() as u64)
}

fn url() -> Result<String> {
    let site = env::var("BENCH_SITE").context("BENCH_SITE is the address of the website")?;
    Ok(format!("{site}/page?size={SIZE}"))
}
