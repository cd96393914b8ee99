//! An executor and its tasks, as smol documents them, but without smol's queue.

use std::any::Any;
use std::cell::RefCell;
use std::future::poll_fn;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use luck_chance::{Flag, Pool, TURNS, below};

/// [`smol::LocalExecutor`], which picks any task that is ready, or the future that it was given.
#[derive(Default)]
pub struct LocalExecutor<'a>(Pool<dyn Future<Output = ()> + 'a>);

impl<'a> LocalExecutor<'a> {
    /// An executor without tasks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether it has no task.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a task, which runs when the executor runs.
    pub fn spawn<T: 'a>(&self, future: impl Future<Output = T> + 'a) -> Task<T> {
        let shared = Rc::new(RefCell::new(Shared { state: State::Running, awaiter: None }));
        let end = End(Rc::clone(&shared));
        let flag = self.0.push(Box::pin(Running { future: Some(Box::pin(future)), end }));
        Task { shared, flag, detached: false }
    }

    /// Polls one task that is ready, if there is one.
    pub fn try_tick(&self) -> bool {
        self.0.poll_any().is_some()
    }

    /// Runs tasks until `main` is done.
    pub async fn run<T>(&self, main: impl Future<Output = T>) -> T {
        let mut main = pin!(main);
        let flag = self.0.flag();
        poll_fn(|cx| {
            self.0.register(cx.waker());
            for _ in 0..TURNS {
                let ready = self.0.ready() + usize::from(flag.is_ready());
                if ready == 0 {
                    return Poll::Pending;
                }
                if flag.is_ready() && below(ready) == 0 {
                    if let Poll::Ready(output) = flag.poll(main.as_mut()) {
                        return Poll::Ready(output);
                    }
                } else {
                    self.try_tick();
                }
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await
    }
}

/// [`smol::Task`]: dropping it cancels the task, and awaiting it returns the task's output or its panic.
#[must_use = "a task is cancelled when its handle is dropped; `.detach()` lets it go on"]
pub struct Task<T> {
    shared: Rc<RefCell<Shared<T>>>,
    flag: Arc<Flag>,
    detached: bool,
}

/// What a task and its handle share.
struct Shared<T> {
    state: State<T>,
    awaiter: Option<Waker>,
}

enum State<T> {
    Running,
    /// Asked to end, but its future still exists.
    Cancelled,
    Done(T),
    Panicked(Box<dyn Any + Send>),
    /// Ended without output, or its output has been handed out.
    Gone,
}

impl<T> Task<T> {
    /// Lets the task continue without its handle.
    pub fn detach(mut self) {
        self.detached = true;
    }

    /// Cancels the task and waits until its future has been dropped. Returns the output if the task had
    /// already finished.
    pub async fn cancel(mut self) -> Option<T> {
        self.ask_to_end();
        poll_fn(|cx| self.poll_end(cx)).await
    }

    /// Whether it has ended, or will end without another poll.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        !matches!(self.shared.borrow().state, State::Running)
    }

    fn ask_to_end(&mut self) {
        let mut shared = self.shared.borrow_mut();
        if let State::Running = shared.state {
            shared.state = State::Cancelled;
            drop(shared);
            // The executor drops the future when its turn comes, as smol's does.
            self.flag.wake_by_ref();
        }
    }

    fn poll_end(&mut self, cx: &mut Context) -> Poll<Option<T>> {
        let mut shared = self.shared.borrow_mut();
        match mem::replace(&mut shared.state, State::Gone) {
            State::Done(output) => Poll::Ready(Some(output)),
            State::Panicked(panic) => {
                drop(shared);
                resume_unwind(panic)
            }
            State::Gone => Poll::Ready(None),
            running => {
                shared.state = running;
                shared.awaiter = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<T> Future for Task<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context) -> Poll<T> {
        let output = |output: Option<T>| output.expect("Task polled after completion");
        self.poll_end(cx).map(output)
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        if !self.detached {
            self.ask_to_end();
        }
    }
}

/// What the executor polls: the future, and the handle to notify when it has ended. The future is always
/// dropped first, whatever ends it.
struct Running<'a, T> {
    future: Option<Pin<Box<dyn Future<Output = T> + 'a>>>,
    end: End<T>,
}

impl<T> Future for Running<'_, T> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context) -> Poll<()> {
        let this = &mut *self;
        let state = match &mut this.future {
            Some(future) if !this.end.is_cancelled() => {
                match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
                    Ok(Poll::Ready(output)) => State::Done(output),
                    Err(panic) => State::Panicked(panic),
                    // Its own poll may have cancelled it.
                    Ok(Poll::Pending) if this.end.is_cancelled() => State::Gone,
                    Ok(Poll::Pending) => return Poll::Pending,
                }
            }
            _ => State::Gone,
        };
        this.future = None;
        this.end.tell(state);
        Poll::Ready(())
    }
}

/// Notifies the handle how the task ended. If this is dropped before, the handle learns that the task is
/// gone.
struct End<T>(Rc<RefCell<Shared<T>>>);

impl<T> End<T> {
    fn is_cancelled(&self) -> bool {
        matches!(self.0.borrow().state, State::Cancelled)
    }

    fn tell(&self, state: State<T>) {
        let mut shared = self.0.borrow_mut();
        let unheard = match shared.state {
            State::Running => mem::replace(&mut shared.state, state),
            // The output of a cancelled task is discarded.
            State::Cancelled => {
                shared.state = State::Gone;
                state
            }
            _ => return,
        };
        let awaiter = shared.awaiter.take();
        drop(shared);
        drop(unheard);
        awaiter.into_iter().for_each(Waker::wake);
    }
}

impl<T> Drop for End<T> {
    fn drop(&mut self) {
        self.tell(State::Gone);
    }
}
