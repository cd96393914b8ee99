//! Five workers fill the queue that they empty: when is it over, and what does a stop leave undone?
//!
//! Run it:      cargo run -p crawler
//! Predict it:  the second of each of the 22 lines.
//! Stop it:     the same, and Ctrl-C after a second or two.
//! The queue:   frontier.rs

mod frontier;

use std::process;

use anyhow::{Context, ensure};
use futures::future::join_all;
use in_order::{Finished, lesson, say, secs};
use reqwest::{Client, StatusCode, Url};
use site::Site;
use tokio::time::{sleep, timeout};
use tokio::{join, select, signal};
use tokio_util::sync::CancellationToken;

use frontier::{Frontier, Page};

const WORKERS: usize = 5;

/// Page 0 of host A links to three more and to the other hosts. B and C have two pages, D and E one. The
/// last page of a host links to the next host, and on A, B and D also to a page that makes trouble.
const GRAPH: &str = "/graph/0?wait=1&links=3&pages=4,2,2,1&end=/missing,/busy,,/silent,";

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let site = Site::start_hosts(5)?; // on this machine, on its own thread
    let hosts: Vec<String> = site.hosts().collect();
    let client = Client::builder().no_proxy().build()?;
    let interrupted = CancellationToken::new();
    tokio::spawn(listen(interrupted.clone()));
    let lesson = lesson!();

    let frontier = Frontier::new(&hosts, &format!("{}{GRAPH}", hosts[0]))?;
    crawl(&client, &frontier, &interrupted).await;
    leave_if(&interrupted);

    // Again, from host B, and stopped halfway by a token like the one that Ctrl-C cancels.
    let frontier = Frontier::new(&hosts, &format!("{}{GRAPH}", hosts[1]))?;
    let stop = interrupted.child_token();
    let middle = async {
        frontier.reaches(1, 1).await;
        say!("stop: 1 page done, 1 under way");
        stop.cancel();
    };
    join!(crawl(&client, &frontier, &stop), stop.run_until_cancelled(middle));
    leave_if(&interrupted);

    lesson.finish()
}

/// Waits for Ctrl-C. The first one asks for a graceful stop, and the second one exits immediately.
async fn listen(interrupted: CancellationToken) {
    while signal::ctrl_c().await.is_ok() {
        if interrupted.is_cancelled() {
            process::exit(130);
        }
        eprintln!("finishing what is under way; press Ctrl-C again to exit immediately");
        interrupted.cancel();
    }
}

/// An interrupted crawl can't keep the claims of the lesson.
fn leave_if(interrupted: &CancellationToken) {
    if interrupted.is_cancelled() {
        eprintln!("interrupted, so the claims of the lesson were not checked");
        process::exit(130); // what shells report for SIGINT: 128 + 2
    }
}

/// Runs five workers until the crawl is over or `stop` is cancelled, and reports.
async fn crawl(client: &Client, frontier: &Frontier, stop: &CancellationToken) {
    let broken = join_all((0..WORKERS).map(|_| worker(client, frontier, stop))).await;
    let mut broken: Vec<Broken> = broken.into_iter().flatten().collect();
    broken.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));

    let state = frontier.state();
    let (done, most, at_a_host) = (state.done, state.most, state.most_at_a_host);
    say!("pages done: {done}, most at once: {most}, most at one host: {at_a_host}");
    for (page, error) in broken {
        say!("broken: {}, {error}, linked from {}", page.name, page.found_on);
    }
    if !state.queue.is_empty() {
        say!("left: {:?}", state.queue);
    }
}

type Broken = (Page, anyhow::Error);

/// Fetches one page after another, and returns those that are broken.
async fn worker(client: &Client, frontier: &Frontier, stop: &CancellationToken) -> Vec<Broken> {
    let mut broken = Vec::new();
    loop {
        // The only place where a stop counts: a worker finishes a page that it has taken.
        let next = select! {
            biased;
            () = stop.cancelled() => None,
            next = frontier.next() => next,
        };
        let Some(page) = next else { return broken };
        let done = match fetch(client, &page).await {
            Ok(links) => {
                let found = frontier.unseen(links, &page.name); // marks them as seen, too
                say!("{}: found {found:?}", page.name);
                frontier.done(&page, found)
            }
            // An error ends its page and not the crawl. With `?`, the worker would end here.
            Err(error) => {
                let done = frontier.done(&page, vec![]);
                broken.push((page, error));
                done
            }
        };
        if done.is_multiple_of(5) {
            say!("{done} pages so far");
        }
    }
}

/// The links of a page. It has four seconds for all attempts and pauses together.
async fn fetch(client: &Client, page: &Page) -> anyhow::Result<Vec<Url>> {
    let text = timeout(secs(4), attempts(client, page)).await.context("nothing within 4 s")??;
    let links = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    Ok(links.filter_map(|link| page.url.join(link).ok()).collect())
}

/// The text of a page. A busy server is asked three times, with pauses of 1 and 2 seconds.
async fn attempts(client: &Client, page: &Page) -> anyhow::Result<String> {
    let mut pauses = [1, 2].into_iter();
    loop {
        let answer = client.get(page.url.clone()).send().await?;
        let status = answer.status();
        match pauses.next() {
            // Busy may pass. Everything else is final.
            Some(pause) if status == StatusCode::SERVICE_UNAVAILABLE => {
                say!("{}: busy, again in {pause} s", page.name);
                sleep(secs(pause)).await;
            }
            _ => {
                ensure!(status.is_success(), "{status}");
                return Ok(answer.text().await?);
            }
        }
    }
}
