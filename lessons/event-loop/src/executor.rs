//! An executor: a queue of tasks that are ready, a waker for each task, and timers.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

/// Runs tasks on the thread that calls [`run`](Self::run).
pub struct Executor {
    tasks: HashMap<usize, Pin<Box<dyn Future<Output = ()>>>>,
    spawned: usize,
    /// The tasks that are ready, first in, first out.
    queue: Receiver<Arc<Ticket>>,
    enqueue: Sender<Arc<Ticket>>,
    /// Who sleeps, and until when.
    timers: Rc<RefCell<Vec<(Instant, Waker)>>>,
}

/// What a waker holds. It may go to any thread; its task stays here.
struct Ticket {
    task: usize,
    queued: AtomicBool,
    enqueue: Sender<Arc<Ticket>>,
}

impl Wake for Ticket {
    fn wake(self: Arc<Self>) {
        // One place in the queue serves any number of wakes.
        if !self.queued.swap(true, Ordering::AcqRel) {
            // An error says that the executor is gone, and the task with it.
            let _ = self.enqueue.send(self.clone());
        }
    }
}

impl Executor {
    /// Takes a task over, and queues it for its first poll. Nothing of it runs yet.
    pub fn spawn(&mut self, future: impl Future<Output = ()> + 'static) {
        self.spawned += 1;
        self.tasks.insert(self.spawned, Box::pin(future));
        let (queued, enqueue) = (AtomicBool::new(false), self.enqueue.clone());
        Arc::new(Ticket { task: self.spawned, queued, enqueue }).wake();
    }

    /// Runs until every task is done.
    pub fn run(&mut self) {
        while !self.tasks.is_empty() {
            self.turn();
        }
    }

    /// One turn of the loop: polls the task that is first in the queue.
    fn turn(&mut self) {
        // With an empty queue the thread sleeps here: until a wake, or until the next timer is due.
        let Ok(ticket) = self.queue.recv_timeout(self.wake_sleepers()) else { return };
        // Before the poll, since a wake in the middle of it has to queue the task once more. AcqRel on
        // both swaps lets the poll see what was written before a wake that found the place taken.
        ticket.queued.swap(false, Ordering::AcqRel);
        // A task that is done can still be woken. It is not found then.
        let Some(future) = self.tasks.get_mut(&ticket.task) else { return };
        let waker = Waker::from(ticket.clone());
        if future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            self.tasks.remove(&ticket.task);
        }
    }

    /// Wakes those who have slept for long enough. Returns how long it is until the next.
    fn wake_sleepers(&self) -> Duration {
        let now = Instant::now();
        let mut due = self.timers.take();
        due.sort_by_key(|(until, _)| *until);
        let asleep = due.split_off(due.partition_point(|(until, _)| *until <= now));
        let next = asleep.first().map_or(Duration::MAX, |(until, _)| *until - now);
        self.timers.replace(asleep);
        for (_, waker) in due {
            waker.wake();
        }
        next
    }

    /// A future that is done when this time has passed, counted from now.
    pub fn sleep(&self, time: Duration) -> impl Future<Output = ()> + use<> {
        let (until, timers) = (Instant::now() + time, Rc::clone(&self.timers));
        poll_fn(move |cx| {
            if until <= Instant::now() {
                return Poll::Ready(());
            }
            // Each poll may come with another waker, if the future has moved to another task. The
            // latest has to be woken; one that is there already is not added twice.
            let mut timers = timers.borrow_mut();
            if !timers.iter().any(|(at, waker)| *at == until && waker.will_wake(cx.waker())) {
                timers.push((until, cx.waker().clone()));
            }
            Poll::Pending
        })
    }
}

impl Default for Executor {
    fn default() -> Self {
        let (enqueue, queue) = mpsc::channel();
        Self { tasks: HashMap::new(), spawned: 0, queue, enqueue, timers: Rc::default() }
    }
}

#[cfg(test)]
mod tests;
