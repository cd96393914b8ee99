//! When the next request can use the same connection.

use reqwest::Client;
use site::Site;

async fn connections(client: &Client, site: &Site) -> reqwest::Result<String> {
    client.get(site.url("/connections")).send().await?.text().await
}

#[tokio::test]
async fn a_large_page_that_nobody_reads_costs_its_connection() -> anyhow::Result<()> {
    for (size, read, count) in [(2_000_000, true, "1"), (2_000_000, false, "2")] {
        let site = Site::start()?;
        let client = Client::builder().no_proxy().build()?;
        let answer = client.get(site.url(&format!("/page?size={size}"))).send().await?;
        if read {
            assert_eq!(answer.bytes().await?.len(), size);
        } else {
            drop(answer);
        }
        assert_eq!(connections(&client, &site).await?, count);
    }
    Ok(())
}
