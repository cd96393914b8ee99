//! "`Timed` is pinned, so its field is pinned, too."
//!
//! `Pin::new` makes a pin of a plain `&mut` only if the value is `Unpin`, and `F` may be any future. In the lesson the
//! field is a `Pin<Box<F>>`, which has a pin to give.
//!
//! Refused: E0277 at "Pin::new": "cannot be unpinned"

use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Instant;

use in_order::{Finished, lesson, say, secs};
use tokio::time::{sleep, timeout};
use tokio::{select, task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // pin! keeps the future in main, where each round of the loop borrows it.
    let mut a = pin!(download("a", 6));
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
    future: F,
    started: Option<Instant>,
}

impl<F: Future> Timed<F> {
    fn new(future: F) -> Self {
        Self { future, started: None }
    }
}

impl<F: Future> Future for Timed<F> {
    type Output = (F::Output, f64);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Self::Output> {
        // The first poll sets the start.
        let started = *self.started.get_or_insert_with(Instant::now);
        match Pin::new(&mut self.future).poll(context) {
            Poll::Ready(output) => {
                let seconds = started.elapsed().div_duration_f64(secs(1)).round();
                Poll::Ready((output, seconds))
            }
            Poll::Pending => Poll::Pending,
        }
    }
}
