//! Pinning, on async-std, which is discontinued. The program helps you read old code.
//!
//! Run it: cargo run -p pinning --example pinning-async-std

use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Instant;

use async_std::future::timeout;
use async_std::task;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // pin! keeps the future here, where each round of the loop borrows it.
        let mut a = pin!(download("a", 6));
        let page = loop {
            match timeout(secs(4), &mut a).await {
                Ok(page) => break page,
                Err(_) => say!("main: still waiting for a"),
            }
        };
        say!("main: got {page}");

        // Box::pin keeps the future on the heap. The box may move, even halfway through the download.
        let mut b = Box::pin(download("b", 4));
        let page = if let Ok(page) = timeout(secs(2), &mut b).await {
            page
        } else {
            say!("main: b continues in a task");
            task::spawn(b).await
        };
        say!("main: got {page}");

        // A future of our own, with another one inside.
        let (page, seconds) = Timed::new(download("c", 2)).await;
        say!("main: got {page} in {seconds} s");
    });

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> String {
    say!("{name}: started");
    let mut page = String::from("page ");
    // The future stores both variables while it waits, and `end` points to `page`.
    let end = &mut page;
    task::sleep(secs(seconds)).await;
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
