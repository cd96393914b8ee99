//! The trait with the macro of `async-trait`, which writes the boxes.

use async_trait::async_trait;
use futures::future::join_all;
use tokio::task;

#[async_trait]
trait Fetch {
    async fn fetch(&self, name: &str) -> String;
}

struct Disk;

#[async_trait]
impl Fetch for Disk {
    async fn fetch(&self, name: &str) -> String {
        format!("{name} from disk")
    }
}

struct Server;

#[async_trait]
impl Fetch for Server {
    async fn fetch(&self, name: &str) -> String {
        task::yield_now().await;
        format!("{name} from server")
    }
}

#[tokio::test]
async fn the_trait_works_with_dyn() {
    let sources: Vec<Box<dyn Fetch>> = vec![Box::new(Disk), Box::new(Server)];
    let fetches = sources.iter().map(|source| source.fetch("a"));
    assert_eq!(join_all(fetches).await, ["a from disk", "a from server"]);
}

#[tokio::test]
async fn its_future_is_send() {
    fn spawn_fetch(
        source: impl Fetch + Send + Sync + 'static,
        name: &'static str,
    ) -> task::JoinHandle<String> {
        task::spawn(async move { source.fetch(name).await })
    }
    assert_eq!(spawn_fetch(Server, "b").await.expect("no panic"), "b from server");
}
