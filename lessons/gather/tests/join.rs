//! What joining can do that the lesson's program doesn't need.

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

#[tokio::test]
async fn joined_futures_borrow_a_local_variable() {
    let name = String::from("a");
    let (small, large) = tokio::join!(download(&name, 10), download(&name, 20));
    assert_eq!((small, large), ("a", "a"));
}

/// Pretends to download something for the given number of milliseconds.
async fn download(name: &str, millis: u64) -> &str {
    sleep(Duration::from_millis(millis)).await;
    name
}
