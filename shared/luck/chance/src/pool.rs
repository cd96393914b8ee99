//! Futures, each with a flag. Any that is ready may be polled next.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use crate::{below, shuffled};

/// After this many polls an executor returns to its caller, so that timers and sockets get their turn.
/// smol uses the same number.
pub const TURNS: usize = 200;

/// The waker of one future. Waking it makes the future ready, and wakes the tasks that run the pool.
#[derive(Debug)]
pub struct Flag {
    /// The key of its future; none if the future is not in the pool.
    key: Option<usize>,
    ready: AtomicBool,
    shared: Arc<Mutex<Shared>>,
}

/// What the wakers of a pool share, from any thread.
#[derive(Debug, Default)]
struct Shared {
    /// The futures of the pool that are ready.
    ready: Vec<usize>,
    /// The wakers of the tasks that run the pool.
    runners: Vec<Waker>,
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Flag {
    /// Whether its future wants to be polled.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::SeqCst)
    }

    /// Polls a future that is ready. What wakes it from here on makes it ready again.
    pub fn poll<F: Future + ?Sized>(self: &Arc<Self>, future: Pin<&mut F>) -> Poll<F::Output> {
        self.ready.store(false, Ordering::SeqCst);
        future.poll(&mut Context::from_waker(&Arc::clone(self).into()))
    }
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let mut shared = lock(&self.shared);
        if !self.ready.swap(true, Ordering::SeqCst) {
            shared.ready.extend(self.key);
        }
        let runners = mem::take(&mut shared.runners);
        drop(shared);
        runners.into_iter().for_each(Waker::wake);
    }
}

/// Futures that take turns in any order. A turn costs the same, however many futures are waiting.
pub struct Pool<F: ?Sized> {
    futures: RefCell<BTreeMap<usize, Entry<F>>>,
    /// The key of the next future. Keys are never reused, so a late wake finds no future.
    next: Cell<usize>,
    shared: Arc<Mutex<Shared>>,
}

type Entry<F> = (Arc<Flag>, Pin<Box<F>>);

impl<F: ?Sized> Default for Pool<F> {
    fn default() -> Self {
        Self { futures: RefCell::default(), next: Cell::default(), shared: Arc::default() }
    }
}

impl<F: Future + ?Sized> Pool<F> {
    /// A flag for a future that is not in the pool but runs with it. It begins ready.
    pub fn flag(&self) -> Arc<Flag> {
        let shared = Arc::clone(&self.shared);
        Arc::new(Flag { key: None, ready: AtomicBool::new(true), shared })
    }

    /// Adds a future, ready for its first poll.
    pub fn push(&self, future: Pin<Box<F>>) -> Arc<Flag> {
        let key = self.next.replace(self.next.get() + 1);
        let shared = Arc::clone(&self.shared);
        let flag = Arc::new(Flag { key: Some(key), ready: AtomicBool::new(false), shared });
        self.futures.borrow_mut().insert(key, (Arc::clone(&flag), future));
        flag.wake_by_ref();
        flag
    }

    /// How many futures it holds.
    pub fn len(&self) -> usize {
        self.futures.borrow().len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Wakes this waker when a future becomes ready. Call this before asking which futures are ready.
    pub fn register(&self, waker: &Waker) {
        let runners = &mut lock(&self.shared).runners;
        if !runners.iter().any(|runner| runner.will_wake(waker)) {
            runners.push(waker.clone());
        }
    }

    /// How many futures are ready. The number may include futures that have ended meanwhile.
    pub fn ready(&self) -> usize {
        lock(&self.shared).ready.len()
    }

    /// Polls any one of the ready futures; none if no future is ready.
    pub fn poll_any(&self) -> Option<Poll<F::Output>> {
        let (key, (flag, mut future)) = self.take_any()?;
        // The future is taken out of the pool meanwhile, because it may spawn others into it.
        let polled = flag.poll(future.as_mut());
        if polled.is_pending() {
            self.futures.borrow_mut().insert(key, (flag, future));
        }
        Some(polled)
    }

    fn take_any(&self) -> Option<(usize, Entry<F>)> {
        let ready = &mut lock(&self.shared).ready;
        while !ready.is_empty() {
            let key = ready.swap_remove(below(ready.len()));
            if let Some(entry) = self.futures.borrow_mut().remove(&key) {
                return Some((key, entry));
            }
        }
        None
    }
}

/// The remaining futures are dropped in any order.
impl<F: ?Sized> Drop for Pool<F> {
    fn drop(&mut self) {
        let mut left: Vec<_> = mem::take(self.futures.get_mut()).into_values().map(Some).collect();
        for index in shuffled(left.len()) {
            left[index] = None;
        }
    }
}
