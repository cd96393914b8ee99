//! Futures with a flag each; any that is ready is polled next.

use std::cell::RefCell;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use crate::below;

/// After so many polls an executor returns to whoever polls it, so that timers and sockets get their
/// turn. The number is smol's.
pub const TURNS: usize = 200;

/// The waker of one future: woken, it is ready, and whoever runs the pool is told.
#[derive(Debug)]
pub struct Flag {
    ready: AtomicBool,
    runners: Arc<Runners>,
}

/// The wakers of those who run a pool and found nothing ready.
#[derive(Debug, Default)]
struct Runners(Mutex<Vec<Waker>>);

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
        self.ready.store(true, Ordering::SeqCst);
        let runners =
            std::mem::take(&mut *self.runners.0.lock().unwrap_or_else(PoisonError::into_inner));
        runners.into_iter().for_each(Waker::wake);
    }
}

/// Futures that take turns in any order.
pub struct Pool<F: ?Sized> {
    futures: RefCell<Vec<Entry<F>>>,
    runners: Arc<Runners>,
}

type Entry<F> = (Arc<Flag>, Pin<Box<F>>);

impl<F: ?Sized> Default for Pool<F> {
    fn default() -> Self {
        Self { futures: RefCell::default(), runners: Arc::default() }
    }
}

impl<F: Future + ?Sized> Pool<F> {
    /// A flag for a future that lies elsewhere and is run with the pool. It begins ready.
    pub fn flag(&self) -> Arc<Flag> {
        Arc::new(Flag { ready: AtomicBool::new(true), runners: Arc::clone(&self.runners) })
    }

    /// Adds a future, ready for its first poll.
    pub fn push(&self, future: Pin<Box<F>>) -> Arc<Flag> {
        let flag = self.flag();
        self.futures.borrow_mut().push((Arc::clone(&flag), future));
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
        let mut runners = self.runners.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !runners.iter().any(|runner| runner.will_wake(waker)) {
            runners.push(waker.clone());
        }
    }

    /// How many futures are ready.
    pub fn ready(&self) -> usize {
        self.futures.borrow().iter().filter(|(flag, _)| flag.is_ready()).count()
    }

    /// Polls one of those that are ready, whichever; none if there is none.
    pub fn poll_any(&self) -> Option<Poll<F::Output>> {
        let (flag, mut future) = self.take_any()?;
        // It is out of the pool meanwhile, because it may spawn.
        let polled = flag.poll(future.as_mut());
        if polled.is_pending() {
            self.futures.borrow_mut().push((flag, future));
        }
        Some(polled)
    }

    fn take_any(&self) -> Option<Entry<F>> {
        let mut futures = self.futures.borrow_mut();
        let ready: Vec<usize> =
            (0..futures.len()).filter(|&index| futures[index].0.is_ready()).collect();
        (!ready.is_empty()).then(|| futures.swap_remove(ready[below(ready.len())]))
    }
}

/// What is left is dropped in any order.
impl<F: ?Sized> Drop for Pool<F> {
    fn drop(&mut self) {
        let futures = self.futures.get_mut();
        while !futures.is_empty() {
            drop(futures.swap_remove(below(futures.len())));
        }
    }
}
