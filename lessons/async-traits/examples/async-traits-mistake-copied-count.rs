//! "If the compiler doesn't let the future borrow the count, I write `async move`."
//!
//! Each call of the closure copies the count into its future. The closure's own count stays 0, so each attempt is
//! number 1.
//!
//! Breaks: unexpected: "closure: attempt 1"

use futures::future::{BoxFuture, join_all};
use in_order::{Finished, lesson, say, secs};
use tokio::task::{self, JoinHandle};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // A list of several types: each call returns its future in a box.
    let sources: Vec<Box<dyn DynFetch>> = vec![Box::new(Disk), Box::new(Server)];
    let fetches: Vec<_> = sources.iter().map(|source| source.fetch_boxed("a")).collect();
    say!("main: {} futures in a list", fetches.len());
    say!("main: got {}", join_all(fetches).await.join(" and "));

    // A task: the trait promises that the future is Send.
    let page = spawn_fetch(Server, "b").await.expect("fetch doesn't panic");
    say!("main: got {page}");

    // A helper: it calls the closure for each attempt. The closure fetches, and changes a variable of main.
    let mut attempts = 0;
    let page = retry_fn(3, || async move {
        attempts += 1;
        say!("closure: attempt {attempts}");
        let page = Server.fetch("c").await;
        // The first page arrives damaged.
        if attempts == 1 { Err("damaged") } else { Ok(page) }
    })
    .await
    .expect("the second page is whole");
    say!("main: got {page} after {attempts} attempts");

    lesson.finish()
}

trait Fetch {
    /// Implement it with `async fn fetch`. Written like this, the trait can promise `Send`.
    fn fetch(&self, name: &str) -> impl Future<Output = String> + Send;
}

struct Disk;

impl Fetch for Disk {
    async fn fetch(&self, name: &str) -> String {
        say!("disk: started");
        sleep(secs(1)).await;
        format!("{name} from disk")
    }
}

struct Server;

impl Fetch for Server {
    async fn fetch(&self, name: &str) -> String {
        say!("server: started");
        sleep(secs(2)).await;
        format!("{name} from server")
    }
}

/// `Fetch` for use with `dyn`: whichever type made the future, it comes in a box.
trait DynFetch {
    fn fetch_boxed<'a>(&'a self, name: &'a str) -> BoxFuture<'a, String>;
}

impl<F: Fetch> DynFetch for F {
    fn fetch_boxed<'a>(&'a self, name: &'a str) -> BoxFuture<'a, String> {
        Box::pin(self.fetch(name))
    }
}

/// The bounds here are about the source. The trait itself says that its future is `Send`.
fn spawn_fetch(
    source: impl Fetch + Send + Sync + 'static,
    name: &'static str,
) -> JoinHandle<String> {
    task::spawn(async move { source.fetch(name).await })
}

/// Calls `work` until it succeeds, with a pause of one second after each failure.
async fn retry_fn<T, E, F: Future<Output = Result<T, E>>>(
    limit: u32,
    mut work: impl FnMut() -> F,
) -> Result<T, E> {
    let mut failures = 0;
    loop {
        match work().await {
            Err(_) if failures + 1 < limit => failures += 1,
            result => return result,
        }
        sleep(secs(1)).await;
    }
}
