//! Records when a future is polled, and when it is woken.

use std::future::poll_fn;
use std::panic::Location;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Wake, Waker};

use crate::run;

/// Wraps a future and records its polls and its wakes. The report's timeline then shows when the future
/// held the thread. `lane` is a lane of the expected order, or any other name.
// Not an `async fn`, because `#[track_caller]` does not work on one.
#[track_caller]
pub fn polls<F: Future>(lane: &'static str, future: F) -> impl Future<Output = F::Output> {
    let place = Location::caller();
    async move {
        let mut future = pin!(future);
        let mut recording = Arc::new(Recording { lane, waker: Waker::noop().clone() });
        poll_fn(|cx| {
            // Keeps the same waker from poll to poll, so that `will_wake` still works for the future.
            if !recording.waker.will_wake(cx.waker()) {
                recording = Arc::new(Recording { lane, waker: cx.waker().clone() });
            }
            let waker = Waker::from(Arc::clone(&recording));
            let from = run::elapsed();
            let result = future.as_mut().poll(&mut std::task::Context::from_waker(&waker));
            run::polled(lane, place, from);
            result
        })
        .await
    }
}

/// A waker that records each wake before it passes the wake on.
struct Recording {
    lane: &'static str,
    waker: Waker,
}

impl Wake for Recording {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        run::woken(self.lane);
        self.waker.wake_by_ref();
    }
}
