//! `gather` for a list whose length is known only at run time.

use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

#[tokio::test]
async fn join_all_returns_results_in_the_order_of_its_list() {
    let list = [("a", 30), ("b", 20), ("c", 10)];
    let downloads = list.map(|(name, millis)| download(name, millis));
    let results = join_all(downloads).await;
    assert_eq!(results, ["a", "b", "c"]);
}

/// Pretends to download something; the last of the list is done first.
async fn download(name: &str, millis: u64) -> &str {
    sleep(Duration::from_millis(millis)).await;
    name
}
