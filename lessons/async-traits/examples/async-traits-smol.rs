//! Async methods in a list, in a task and in a helper, on smol.
//!
//! Run it: cargo run -p async-traits --example async-traits-smol

use futures::future::{BoxFuture, join_all};
use in_order::{Finished, lesson, say, secs};
use smol::Timer;

fn main() -> Finished {
    let lesson = lesson!();

    smol::block_on(async {
        // A list of several types: each call returns its future in a box.
        let sources: Vec<Box<dyn DynFetch>> = vec![Box::new(Disk), Box::new(Server)];
        let fetches: Vec<_> = sources.iter().map(|source| source.fetch_boxed("a")).collect();
        say!("main: {} futures in a list", fetches.len());
        say!("main: got {}", join_all(fetches).await.join(" and "));

        // A task: the trait promises that the future is Send.
        let page = spawn_fetch(Server, "b").await;
        say!("main: got {page}");

        // A helper: it calls the closure for each attempt. The closure fetches, and changes a variable of main.
        let mut attempts = 0;
        let page = retry(3, async || {
            attempts += 1;
            say!("closure: attempt {attempts}");
            let page = Server.fetch("c").await;
            // The first page arrives damaged.
            if attempts == 1 { Err("damaged") } else { Ok(page) }
        })
        .await
        .expect("the second page is whole");
        say!("main: got {page} after {attempts} attempts");
    });

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
        Timer::after(secs(1)).await;
        format!("{name} from disk")
    }
}

struct Server;

impl Fetch for Server {
    async fn fetch(&self, name: &str) -> String {
        say!("server: started");
        Timer::after(secs(2)).await;
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
) -> impl Future<Output = String> {
    smol::spawn(async move { source.fetch(name).await })
}

/// Calls `work` until it succeeds, with a pause of one second after each failure.
async fn retry<T, E>(limit: u32, mut work: impl AsyncFnMut() -> Result<T, E>) -> Result<T, E> {
    let mut failures = 0;
    loop {
        match work().await {
            Err(_) if failures + 1 < limit => failures += 1,
            result => return result,
        }
        Timer::after(secs(1)).await;
    }
}
