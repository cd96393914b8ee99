//! Three pages take a second each: how long does that take one by one, and how long together?
//!
//! Run it:      cargo run -p web-scraper
//! Predict it:  the order of the ten lines, and the second on which each comes.
//! Real pages:  cargo run -p web-scraper -- --url ADDRESS

use anyhow::{Context, bail, ensure};
use futures::future::try_join_all;
use in_order::{Finished, lesson, say, secs};
use reqwest::Client;
use site::Site;
use tokio::time::timeout;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    if let Some(url) = in_order::argument("--url", "ADDRESS", "fetch this page, and claim nothing")
    {
        let size = real_page(&url).await.with_context(|| format!("cannot fetch {url}"))?;
        println!("{url}: {size} bytes");
        std::process::exit(0);
    }

    let site = Site::start()?; // on this machine, on its own thread
    // One client for all requests, because it keeps connections open and reuses them.
    let client = Client::builder().no_proxy().build()?;
    // Half of each page comes immediately, and the rest a second after we have received that half.
    let pages = [("a", 3000), ("b", 2_000_000), ("c", 1_000_000)]
        .map(|(name, size)| (name, site.url(&format!("/slow?wait=1&size={size}"))));
    let lesson = lesson!();

    let mut sizes = Vec::new();
    for (name, url) in &pages {
        sizes.push(fetch(&client, name, url, 60).await?);
    }
    let count = connections(&client, &site).await?;
    say!("one by one: {sizes:?} bytes, connections: {count}");

    let sizes = try_join_all(pages.iter().map(|(name, url)| fetch(&client, name, url, 60))).await?;
    let count = connections(&client, &site).await?;
    say!("together: {sizes:?} bytes, connections: {count}");

    // Other things that servers do: refuse, or send nothing at all.
    for (name, limit) in [("missing", 60), ("silent", 2)] {
        match fetch(&client, name, &site.url(&format!("/{name}")), limit).await {
            Err(error) if error.is_timeout() => say!("{name}: nothing within {limit} s"),
            Err(error) => match error.status() {
                Some(status) => say!("{name}: {status}"),
                None => say!("{name}: {error}"), // no answer, such as after a failed connection
            },
            Ok(_) => {}
        }
    }

    lesson.finish()
}

/// Fetches a page within the given number of seconds, and returns its size.
async fn fetch(client: &Client, name: &str, url: &str, limit: u32) -> reqwest::Result<usize> {
    let answer = client.get(url).timeout(secs(limit)).send().await?;
    // `send` waits for the head of an answer, whatever its status is: 404 is an answer too.
    let page = answer.error_for_status()?.bytes().await?;
    say!("{name}: {} bytes", page.len());
    Ok(page.len())
}

/// Asks the server how many connections it has seen, including the one that carries this request.
async fn connections(client: &Client, site: &Site) -> reqwest::Result<String> {
    client.get(site.url("/connections")).send().await?.text().await
}

/// Fetches a page from anywhere. The page may have any size, and may never end.
async fn real_page(url: &str) -> anyhow::Result<usize> {
    const MOST: usize = 10 << 20;
    let tls = cfg!(feature = "tls") || !url.starts_with("https:");
    ensure!(tls, "https needs a build with `--features tls`");
    let client = Client::builder().build()?;
    let page = async {
        let mut answer = client.get(url).send().await?.error_for_status()?;
        let mut size = 0;
        while let Some(part) = answer.chunk().await? {
            size += part.len();
            ensure!(size <= MOST, "gave up after {MOST} bytes, and the page goes on");
        }
        Ok(size)
    };
    let Ok(size) = timeout(secs(10), page).await else { bail!("no whole page within 10 s") };
    size
}
