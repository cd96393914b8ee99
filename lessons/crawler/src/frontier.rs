//! The pages that are found and not yet fetched.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
use std::sync::{Mutex, MutexGuard};

use reqwest::Url;
use tokio::sync::Notify;

/// How many pages of one host may be under way at a time.
const AT_A_HOST: usize = 2;

/// A queue that is filled by the workers that take from it.
pub(crate) struct Frontier {
    /// The addresses of the hosts A, B, C, and so on.
    hosts: Vec<String>,
    state: Mutex<State>,
    /// Wakes those that wait for a change of the state.
    changed: Notify,
}

pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) name: String,
    /// The page on which the link to this one was found.
    pub(crate) found_on: String,
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) queue: VecDeque<Page>,
    /// Every address that was ever found.
    seen: HashSet<Url>,
    /// How many pages are under way, at each host.
    under_way: HashMap<String, usize>,
    pub(crate) done: usize,
    pub(crate) most: usize,
    pub(crate) most_at_a_host: usize,
}

impl Frontier {
    pub(crate) fn new(hosts: &[String], start: &str) -> anyhow::Result<Self> {
        let frontier =
            Self { hosts: hosts.to_vec(), state: Mutex::default(), changed: Notify::new() };
        let first = frontier.unseen(vec![start.parse()?], "nowhere");
        frontier.state().queue.extend(first);
        Ok(frontier)
    }

    /// The next page whose host has room for it, or `None` when the crawl is over.
    ///
    /// A caller may drop it: `next` doesn't await between taking a page and returning it.
    pub(crate) async fn next(&self) -> Option<Page> {
        loop {
            let changed = self.changed.notified(); // before the look: it catches every change from here on
            let next = self.state().take();
            if next.is_some() || self.state().is_over() {
                self.changed.notify_waiters(); // for `reaches`: one more page is under way
                return next;
            }
            changed.await;
        }
    }

    /// Those of the links that are new. They are marked here and not when they are fetched, because
    /// other pages may link to them in the meantime.
    pub(crate) fn unseen(&self, links: Vec<Url>, found_on: &str) -> Vec<Page> {
        let mut unseen = links;
        unseen.retain(|url| self.state().seen.insert(url.clone()));
        let page = |url| Page { name: self.name(&url), url, found_on: found_on.into() };
        unseen.into_iter().map(page).collect()
    }

    /// Ends a page and queues what was found on it, in one step. If another worker could look between
    /// the two, it might see that nothing is queued and nothing is under way, which means the end. Returns
    /// how many pages are done.
    pub(crate) fn done(&self, page: &Page, found: Vec<Page>) -> usize {
        let mut state = self.state();
        *state.at(page) -= 1;
        state.queue.extend(found);
        state.done += 1;
        self.changed.notify_waiters();
        state.done
    }

    /// Waits until the given numbers of pages are done and under way.
    pub(crate) async fn reaches(&self, done: usize, under_way: usize) {
        loop {
            let changed = self.changed.notified();
            if self.state().is_at(done, under_way) {
                return;
            }
            changed.await;
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
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

    /// Nothing is queued, and no page is under way on which more could be found.
    fn is_over(&self) -> bool {
        self.queue.is_empty() && self.under_way() == 0
    }
}
