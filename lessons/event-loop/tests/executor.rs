//! What the lesson's executor does where its two tasks don't reach.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use executor::Executor;

/// A future that counts its polls. `poll` gets the number of the poll, counted from 1.
fn counted(
    polls: &Rc<Cell<u32>>,
    mut poll: impl FnMut(u32, &Waker) -> Poll<()> + 'static,
) -> impl Future<Output = ()> + 'static {
    let polls = polls.clone();
    poll_fn(move |cx| {
        polls.set(polls.get() + 1);
        poll(polls.get(), cx.waker())
    })
}

/// Where a future leaves its waker for other tasks.
type Kept = Rc<RefCell<Option<Waker>>>;

#[test]
fn a_future_that_wakes_itself_is_polled_until_it_is_done() {
    let (mut executor, polls) = (Executor::default(), Rc::default());
    executor.spawn(counted(&polls, |poll, waker| {
        waker.wake_by_ref();
        if poll < 1000 { Poll::Pending } else { Poll::Ready(()) }
    }));
    executor.run();
    assert_eq!(polls.get(), 1000);
}

#[test]
fn a_future_that_keeps_waking_itself_does_not_starve_tasks_or_timers() {
    let (mut executor, polls) = (Executor::default(), Rc::default());
    let (done, sleep) = (Rc::new(Cell::new(false)), executor.sleep(Duration::from_millis(1)));
    let seen = done.clone();
    executor.spawn(counted(&polls, move |_, waker| {
        waker.wake_by_ref();
        if seen.get() { Poll::Ready(()) } else { Poll::Pending }
    }));
    executor.spawn(async move {
        sleep.await;
        done.set(true);
    });
    executor.run();
    assert!(polls.get() > 1);
}

/// The wake comes during the poll, before the thread sleeps, or while it sleeps.
#[test]
fn a_wake_from_another_thread_arrives_whenever_it_comes() {
    for _ in 0..1000 {
        let (mut executor, polls) = (Executor::default(), Rc::default());
        let (give, wakers) = mpsc::channel::<Waker>();
        let written = Arc::new(AtomicBool::new(false));
        let seen = written.clone();
        let other = thread::spawn(move || {
            let waker = wakers.recv().unwrap();
            written.store(true, Ordering::Relaxed);
            waker.wake();
        });
        executor.spawn(counted(&polls, move |poll, waker| {
            if poll == 1 {
                give.send(waker.clone()).unwrap();
                return Poll::Pending;
            }
            assert!(seen.load(Ordering::Relaxed), "a poll sees what was written before its wake");
            Poll::Ready(())
        }));
        executor.run();
        other.join().unwrap();
        assert_eq!(polls.get(), 2);
    }
}

#[test]
fn a_future_that_is_woken_twice_is_polled_once() {
    let (mut executor, polls, kept) = (Executor::default(), Rc::default(), Kept::default());
    let keep = kept.clone();
    executor.spawn(counted(&polls, move |poll, waker| {
        keep.replace(Some(waker.clone()));
        if poll == 1 {
            waker.wake_by_ref();
            waker.wake_by_ref();
        }
        if poll < 3 { Poll::Pending } else { Poll::Ready(()) }
    }));
    let seen = Rc::clone(&polls);
    executor.spawn(counted(&Rc::default(), move |turn, waker| {
        if turn == 1 {
            waker.wake_by_ref(); // for another turn after the first task's second one
            return Poll::Pending;
        }
        assert_eq!(seen.get(), 2, "the first poll, and one more for both wakes");
        kept.take().expect("the first poll left it").wake();
        Poll::Ready(())
    }));
    executor.run();
    assert_eq!(polls.get(), 3);
}

#[test]
fn a_task_that_is_done_can_still_be_woken() {
    let (mut executor, polls, kept) = (Executor::default(), Rc::default(), Kept::default());
    let keep = kept.clone();
    executor.spawn(counted(&polls, move |_, waker| {
        keep.replace(Some(waker.clone()));
        Poll::Ready(())
    }));
    executor.run();
    kept.take().unwrap().wake();
    executor.spawn(async {});
    executor.run();
    assert_eq!(polls.get(), 1);
}

#[test]
fn a_future_that_is_dropped_with_the_executor_can_still_be_woken() {
    let (mut executor, polls, kept) = (Executor::default(), Rc::default(), Kept::default());
    let keep = kept.clone();
    executor.spawn(counted(&polls, move |_, waker| {
        keep.replace(Some(waker.clone()));
        Poll::Pending
    }));
    executor.spawn(async { panic!("ends the run") });
    assert!(catch_unwind(AssertUnwindSafe(|| executor.run())).is_err());
    drop(executor);
    assert_eq!(Rc::strong_count(&polls), 1, "the future is dropped");
    kept.take().expect("the poll left it").wake();
}

#[test]
fn a_sleep_that_is_dropped_before_its_time_does_no_harm() {
    let (mut executor, polls) = (Executor::default(), Rc::default());
    let mut sleep = Some(Box::pin(executor.sleep(Duration::from_millis(20))));
    let mut rest = Box::pin(executor.sleep(Duration::from_millis(40)));
    executor.spawn(counted(&polls, move |_, waker| {
        let mut cx = Context::from_waker(waker);
        if let Some(mut sleep) = sleep.take() {
            assert!(sleep.as_mut().poll(&mut cx).is_pending());
        }
        rest.as_mut().poll(&mut cx)
    }));
    executor.run();
    assert!((2..=3).contains(&polls.get()), "the dropped sleep may wake its task once");
}

#[test]
fn a_sleep_wakes_the_task_that_polled_it_last() {
    let (mut executor, first, second) = (Executor::default(), Rc::default(), Rc::default());
    let shared = Rc::new(RefCell::new(Box::pin(executor.sleep(Duration::from_millis(20)))));
    let moved = shared.clone();
    executor.spawn(counted(&first, move |_, waker| {
        let polled = shared.borrow_mut().as_mut().poll(&mut Context::from_waker(waker));
        assert!(polled.is_pending());
        Poll::Ready(()) // stops waiting
    }));
    executor.spawn(counted(&second, move |_, waker| {
        moved.borrow_mut().as_mut().poll(&mut Context::from_waker(waker))
    }));
    executor.run();
    assert_eq!((first.get(), second.get()), (1, 2));
}
