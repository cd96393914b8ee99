//! Pinning, on smol.
//!
//! Run it: cargo run -p pinning --example pinning-smol

use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use in_order::{Finished, lesson, say, secs};
use smol::{LocalExecutor, Timer, future};

fn main() -> Finished {
    let lesson = lesson!();

    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        // pin! keeps the future here, where each round of the loop borrows it.
        let mut a = pin!(download("a", 6));
        let page = loop {
            match or_timer(&mut a, secs(4)).await {
                Some(page) => break page,
                None => say!("main: still waiting for a"),
            }
        };
        say!("main: got {page}");

        // Box::pin keeps the future on the heap. The box may move, even halfway through the download.
        let mut b = Box::pin(download("b", 4));
        let page = if let Some(page) = or_timer(&mut b, secs(2)).await {
            page
        } else {
            say!("main: b continues in a task");
            executor.spawn(b).await
        };
        say!("main: got {page}");

        // A future of our own, with another one inside.
        let (page, seconds) = Timed::new(download("c", 2)).await;
        say!("main: got {page} in {seconds} s");
    }));

    lesson.finish()
}

/// The output of `future`, or `None` if the timer fires first.
async fn or_timer<T>(future: impl Future<Output = T>, limit: Duration) -> Option<T> {
    let timer = async {
        Timer::after(limit).await;
        None
    };
    future::or(async { Some(future.await) }, timer).await
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> String {
    say!("{name}: started");
    let mut page = String::from("page ");
    // The future stores both variables while it waits, and `end` points to `page`.
    let end = &mut page;
    Timer::after(secs(seconds)).await;
    end.push_str(name);
    page
}

/// Adds to the output of a future how many lesson seconds it took, counted from its first poll.
struct Timed<F> {
    future: Pin<Box<F>>,
    started: Option<Instant>,
}

impl<F: Future> Timed<F> {
    fn new(future: F) -> Self {
        Self { future: Box::pin(future), started: None }
    }
}

impl<F: Future> Future for Timed<F> {
    type Output = (F::Output, f64);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Self::Output> {
        // The first poll sets the start.
        let started = *self.started.get_or_insert_with(Instant::now);
        match self.future.as_mut().poll(context) {
            Poll::Ready(output) => {
                let seconds = started.elapsed().div_duration_f64(secs(1)).round();
                Poll::Ready((output, seconds))
            }
            Poll::Pending => Poll::Pending,
        }
    }
}
