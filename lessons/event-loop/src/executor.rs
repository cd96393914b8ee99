//! An executor: a queue of tasks that are ready, a waker for each task, and timers.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
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
    /// What to wake, sorted by deadline. The number distinguishes sleeps with the same deadline.
    timers: Rc<RefCell<BTreeMap<(Instant, usize), Waker>>>,
    sleeps: Cell<usize>,
}

/// What a waker holds: the task's number, whether it is queued already, and the way into the queue.
///
/// `AcqRel` on both swaps of `queued`: a wake that finds the task queued already does nothing, and the
/// poll must still see what the waking thread wrote before that wake.
struct Ticket {
    task: usize,
    queued: AtomicBool,
    enqueue: Sender<Arc<Ticket>>,
}

impl Wake for Ticket {
    fn wake(self: Arc<Self>) {
        // However often a task is woken, it is in the queue once.
        if !self.queued.swap(true, Ordering::AcqRel) {
            // An error means that the executor is gone, and the task with it.
            let _ = self.enqueue.send(self.clone());
        }
    }
}

impl Executor {
    /// Takes over a task and queues it for its first poll. Runs nothing.
    pub fn spawn(&mut self, future: impl Future<Output = ()> + 'static) {
        self.spawned += 1;
        self.tasks.insert(self.spawned, Box::pin(future));
        let queued = AtomicBool::new(false);
        let enqueue = self.enqueue.clone();
        Arc::new(Ticket { task: self.spawned, queued, enqueue }).wake();
    }

    /// Runs until every task is done.
    pub fn run(&mut self) {
        while !self.tasks.is_empty() {
            self.turn();
        }
    }

    /// One turn of the loop: polls the first task in the queue.
    fn turn(&mut self) {
        let next_timer = self.wake_sleepers();
        // If the queue is empty, the thread sleeps here until a wake, or until the next timer is due.
        let Ok(ticket) = self.queue.recv_timeout(next_timer) else { return };
        // Before the poll, because a wake during the poll must queue the task again.
        ticket.queued.swap(false, Ordering::AcqRel);
        // A waker can outlive its task. Then nothing is left to poll.
        let Some(future) = self.tasks.get_mut(&ticket.task) else { return };
        let waker = Waker::from(ticket.clone());
        if future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            self.tasks.remove(&ticket.task);
        }
    }

    /// Wakes the tasks whose timers are due. Returns how long it is until the next timer.
    fn wake_sleepers(&self) -> Duration {
        let now = Instant::now();
        let mut timers = self.timers.borrow_mut();
        while let Some(first) = timers.first_entry() {
            let (until, _) = *first.key();
            if now < until {
                return until - now;
            }
            first.remove().wake();
        }
        Duration::MAX // no timer: until something else wakes a task
    }

    /// A future that is done when this time has passed, counted from now.
    // `use<>`: the future borrows nothing, so `spawn` can borrow the executor.
    pub fn sleep(&self, time: Duration) -> impl Future<Output = ()> + use<> {
        let until = Instant::now() + time;
        let number = self.sleeps.get();
        self.sleeps.set(number + 1);
        let timers = Rc::clone(&self.timers);
        poll_fn(move |cx| {
            if until <= Instant::now() {
                return Poll::Ready(());
            }
            // Replaces the waker of an earlier poll. Only the latest waker counts.
            timers.borrow_mut().insert((until, number), cx.waker().clone());
            Poll::Pending
        })
    }
}

impl Default for Executor {
    fn default() -> Self {
        let (enqueue, queue) = mpsc::channel();
        Self {
            tasks: HashMap::new(),
            spawned: 0,
            queue,
            enqueue,
            timers: Rc::default(),
            sleeps: Cell::new(0),
        }
    }
}
