//! Futures with a flag each; any that is ready is polled next.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use crate::{below, shuffled};

/// After so many polls an executor returns to whoever polls it, so that timers and sockets get their
/// turn. The number is smol's.
pub const TURNS: usize = 200;

/// The waker of one future: woken, it is ready, and whoever runs the pool is told.
#[derive(Debug)]
pub struct Flag {
    /// Its future in the pool; none if that lies elsewhere.
    key: Option<usize>,
    ready: AtomicBool,
    shared: Arc<Mutex<Shared>>,
}

/// What the wakers of a pool reach, from any thread.
#[derive(Debug, Default)]
struct Shared {
    /// The futures of the pool that are ready.
    ready: Vec<usize>,
    /// The wakers of those who run the pool.
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

/// Futures that take turns in any order. A turn costs the same however many wait.
pub struct Pool<F: ?Sized> {
    futures: RefCell<BTreeMap<usize, Entry<F>>>,
    /// The key of the next future. None is used twice, so that a late wake finds nothing.
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
    /// A flag for a future that lies elsewhere and is run with the pool. It begins ready.
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

    /// Has this waker woken when a future gets ready. To be called before asking who is ready.
    pub fn register(&self, waker: &Waker) {
        let runners = &mut lock(&self.shared).runners;
        if !runners.iter().any(|runner| runner.will_wake(waker)) {
            runners.push(waker.clone());
        }
    }

    /// How many futures are ready; those that ended meanwhile may be counted in.
    pub fn ready(&self) -> usize {
        lock(&self.shared).ready.len()
    }

    /// Polls one of those that are ready, whichever; none if there is none.
    pub fn poll_any(&self) -> Option<Poll<F::Output>> {
        let (key, (flag, mut future)) = self.take_any()?;
        // It is out of the pool meanwhile, because it may spawn.
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

/// What is left is dropped in any order.
impl<F: ?Sized> Drop for Pool<F> {
    fn drop(&mut self) {
        let mut left: Vec<_> = mem::take(self.futures.get_mut()).into_values().map(Some).collect();
        for index in shuffled(left.len()) {
            left[index] = None;
        }
    }
}
