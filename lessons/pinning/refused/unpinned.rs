//! "`select!` polls the download through `&mut a`, and that is all it needs."
//!
//! A function that gets a `&mut` can move the value away, for example with `mem::swap`. So a `&mut` of a future can be
//! polled only if the future is `Unpin`, and the future of an `async fn` isn't.
//!
//! Refused: E0277 at "select! {": "cannot be unpinned"

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use in_order::{Finished, lesson, say, secs};
use tokio::time::{sleep, timeout};
use tokio::{select, task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // pin! keeps the future in main, where each round of the loop borrows it.
    let mut a = download("a", 6);
    let page = loop {
        select! {
            page = &mut a => break page,
            () = sleep(secs(4)) => say!("main: still waiting for a"),
        }
    };
    say!("main: got {page}");

    // Box::pin keeps the future on the heap. The box may move, even halfway through the download.
    let mut b = Box::pin(download("b", 4));
    let page = if let Ok(page) = timeout(secs(2), &mut b).await {
        page
    } else {
        say!("main: b continues in a task");
        task::spawn(b).await.expect("the download doesn't panic")
    };
    say!("main: got {page}");

    // A future of our own, with another one inside.
    let (page, seconds) = Timed::new(download("c", 2)).await;
    say!("main: got {page} in {seconds} s");

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) -> String {
    say!("{name}: started");
    let mut page = String::from("page ");
    // The future stores both variables while it waits, and `end` points to `page`.
    let end = &mut page;
    sleep(secs(seconds)).await;
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
