//! "A server that doesn't answer is an error, sooner or later."
//!
//! A server that stays silent is not an error. reqwest waits until you set a limit.
//!
//! Breaks: never comes: "silent: nothing within 2 s"

use futures::future::try_join_all;
use in_order::{Finished, lesson, say};
use reqwest::Client;
use site::Site;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
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
async fn fetch(client: &Client, name: &str, url: &str, _limit: u32) -> reqwest::Result<usize> {
    let answer = client.get(url).send().await?;
    // `send` waits for the head of an answer, whatever its status is: 404 is an answer too.
    let page = answer.error_for_status()?.bytes().await?;
    say!("{name}: {} bytes", page.len());
    Ok(page.len())
}

/// Asks the server how many connections it has seen, including the one that carries this request.
async fn connections(client: &Client, site: &Site) -> reqwest::Result<String> {
    client.get(site.url("/connections")).send().await?.text().await
}
