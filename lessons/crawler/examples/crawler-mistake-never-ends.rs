//! "A worker waits for the next page. After the last page, the crawl ends by itself."
//!
//! After the last page, five workers wait for a page that only one of them could find.
//!
//! Breaks: never comes: "pages done: 13, most at once: 5, most at one host: 2"

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard};
use std::{fmt, process};

use anyhow::{Context, ensure};
use futures::future::join_all;
use in_order::{Finished, lesson, say, secs};
use reqwest::{Client, StatusCode, Url};
use site::Site;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};
use tokio::{join, select, signal};
use tokio_util::sync::CancellationToken;

const WORKERS: usize = 5;

/// How many pages of one host may be under way at a time.
const AT_A_HOST: usize = 2;

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

/// A queue that is filled by the workers that take from it.
struct Frontier {
    /// The addresses of the hosts A, B, C, and so on.
    hosts: Vec<String>,
    state: Mutex<State>,
    /// Wakes those that wait for a change of the state.
    changed: Notify,
}

struct Page {
    url: Url,
    name: String,
    /// The page on which the link to this one was found.
    found_on: String,
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[derive(Default)]
struct State {
    queue: VecDeque<Page>,
    /// Every address that was ever found.
    seen: HashSet<Url>,
    /// How many pages are under way, at each host.
    under_way: HashMap<String, usize>,
    done: usize,
    most: usize,
    most_at_a_host: usize,
}

impl Frontier {
    fn new(hosts: &[String], start: &str) -> anyhow::Result<Self> {
        let frontier =
            Self { hosts: hosts.to_vec(), state: Mutex::default(), changed: Notify::new() };
        let first = frontier.unseen(vec![start.parse()?], "nowhere");
        frontier.state().queue.extend(first);
        Ok(frontier)
    }

    /// The next page whose host has room for it, or `None` when the crawl is over.
    ///
    /// A caller may drop it: `next` doesn't await between taking a page and returning it.
    async fn next(&self) -> Option<Page> {
        loop {
            let changed = self.changed.notified(); // before the look: it catches every change from here on
            let next = self.state().take();
            if next.is_some() {
                self.changed.notify_waiters(); // for `reaches`: one more page is under way
                return next;
            }
            changed.await;
        }
    }

    /// Those of the links that are new. They are marked here and not when they are fetched, because
    /// other pages may link to them in the meantime.
    fn unseen(&self, links: Vec<Url>, found_on: &str) -> Vec<Page> {
        let mut unseen = links;
        unseen.retain(|url| self.state().seen.insert(url.clone()));
        let page = |url| Page { name: self.name(&url), url, found_on: found_on.into() };
        unseen.into_iter().map(page).collect()
    }

    /// Ends a page and queues what was found on it, in one step. If another worker could look between
    /// the two, it might see that nothing is queued and nothing is under way, which means the end. Returns
    /// how many pages are done.
    fn done(&self, page: &Page, found: Vec<Page>) -> usize {
        let mut state = self.state();
        *state.at(page) -= 1;
        state.queue.extend(found);
        state.done += 1;
        self.changed.notify_waiters();
        state.done
    }

    /// Waits until the given numbers of pages are done and under way.
    async fn reaches(&self, done: usize, under_way: usize) {
        loop {
            let changed = self.changed.notified();
            if self.state().is_at(done, under_way) {
                return;
            }
            changed.await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panicked")
    }

    /// `A/3` for `http://127.0.0.1:40001/graph/3?wait=1`, because the port differs in each run.
    fn name(&self, url: &Url) -> String {
        let host = url.origin().ascii_serialization();
        let letter = ('A'..).zip(&self.hosts).find(|(_, known)| **known == host);
        let page = url.path().rsplit('/').next().unwrap_or_default();
        format!("{}/{page}", letter.map_or('?', |(letter, _)| letter))
    }
}

impl State {
    /// Takes the first page in the queue whose host has room.
    fn take(&mut self) -> Option<Page> {
        let index = (0..self.queue.len()).find(|&index| {
            let host = self.queue[index].url.authority();
            self.under_way.get(host).is_none_or(|&count| count < AT_A_HOST)
        })?;
        let page = self.queue.remove(index)?;
        *self.at(&page) += 1;
        self.most_at_a_host = self.most_at_a_host.max(*self.at(&page));
        self.most = self.most.max(self.under_way());
        Some(page)
    }

    /// How many pages are under way at the host of this page.
    fn at(&mut self, page: &Page) -> &mut usize {
        self.under_way.entry(page.url.authority().into()).or_default()
    }

    fn under_way(&self) -> usize {
        self.under_way.values().sum()
    }

    fn is_at(&self, done: usize, under_way: usize) -> bool {
        (self.done, self.under_way()) == (done, under_way)
    }
}
