//! The pages that were found and have not been fetched.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;

use reqwest::Url;
use tokio::sync::watch;

/// How many pages of one host may be under way at a time.
const AT_A_HOST: usize = 2;

/// A queue that is filled by those who take from it.
pub(crate) struct Frontier {
    /// The addresses of the hosts A, B, C, and so on.
    hosts: Vec<String>,
    /// A lock that also tells when something behind it has changed.
    state: watch::Sender<State>,
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
        let frontier = Self { hosts: hosts.to_vec(), state: watch::Sender::default() };
        let first = frontier.unseen(vec![start.parse()?], "nowhere");
        frontier.state.send_modify(|state| state.queue.extend(first));
        Ok(frontier)
    }

    /// The next page whose host has room for it, or `None` when there will be no more.
    ///
    /// Safe to drop: there is no await between taking a page and handing it out.
    pub(crate) async fn next(&self) -> Option<Page> {
        let mut changes = self.state.subscribe(); // before the look, so that no change is missed
        loop {
            let mut next = None;
            self.state.send_if_modified(|state| {
                next = state.take();
                next.is_some()
            });
            if next.is_some() || self.state().is_over() {
                return next;
            }
            changes.changed().await.ok()?;
        }
    }

    /// Those of the links that nobody has found before. They are marked here, and not when they are
    /// fetched: until then, other pages may link to them too.
    pub(crate) fn unseen(&self, links: Vec<Url>, found_on: &str) -> Vec<Page> {
        let mut unseen = links;
        self.state.send_if_modified(|state| {
            unseen.retain(|url| state.seen.insert(url.clone()));
            false // nobody waits for this
        });
        let page = |url| Page { name: self.name(&url), url, found_on: found_on.into() };
        unseen.into_iter().map(page).collect()
    }

    /// Ends a page and queues what was found on it, in one step: between two steps nothing might be
    /// queued and nothing under way, which is the end. Returns how many pages are done.
    pub(crate) fn done(&self, page: &Page, found: Vec<Page>) -> usize {
        let mut done = 0;
        self.state.send_modify(|state| {
            *state.at(page) -= 1;
            state.queue.extend(found);
            state.done += 1;
            done = state.done;
        });
        done
    }

    /// Waits until so many pages are done and so many under way.
    pub(crate) async fn reaches(&self, done: usize, under_way: usize) {
        let reached = |state: &State| state.done == done && state.under_way() == under_way;
        let _ = self.state.subscribe().wait_for(reached).await; // its sender is `self`, and lives
    }

    pub(crate) fn state(&self) -> watch::Ref<'_, State> {
        self.state.borrow()
    }

    /// `A/3` for `http://127.0.0.1:40001/graph/3?wait=1`, because the port is another in each run.
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

    /// How many pages are under way at the host of this one.
    fn at(&mut self, page: &Page) -> &mut usize {
        self.under_way.entry(page.url.authority().into()).or_default()
    }

    fn under_way(&self) -> usize {
        self.under_way.values().sum()
    }

    /// Nothing is queued, and nothing under way on which more could be found.
    fn is_over(&self) -> bool {
        self.queue.is_empty() && self.under_way() == 0
    }
}
