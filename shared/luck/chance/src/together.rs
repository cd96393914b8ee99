//! A tuple of futures, polled in a random order each time.

use std::future::poll_fn;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::shuffled;

/// Futures that are awaited together.
pub trait Together {
    /// Their outputs.
    type Output;

    /// Waits for all.
    fn together(self) -> impl Future<Output = Self::Output>;
}

/// Fallible futures that are awaited together.
pub trait TryTogether {
    /// Their outputs, if none failed; or the first error.
    type Output;

    /// Waits for all, or for the first error.
    fn try_together(self) -> impl Future<Output = Self::Output>;
}

macro_rules! tuples {
    ($(($($part:ident: $F:ident $T:ident),+))+) => {$(
        impl<$($F: Future),+> Together for ($($F,)+) {
            type Output = ($($F::Output,)+);

            async fn together(self) -> Self::Output {
                let ($($part,)+) = self;
                $(let mut $part = Part::new($part);)+
                poll_fn(|cx| poll_all(&mut [$(&mut $part),+], cx)).await;
                ($($part.take(),)+)
            }
        }

        impl<E, $($T, $F: Future<Output = Result<$T, E>>),+> TryTogether for ($($F,)+) {
            type Output = Result<($($T,)+), E>;

            async fn try_together(self) -> Self::Output {
                let ($($part,)+) = self;
                $(let mut $part = TryPart(Part::new($part));)+
                poll_fn(|cx| poll_all(&mut [$(&mut $part),+], cx)).await;
                $($part.check()?;)+
                Ok(($($part.0.take()?,)+))
            }
        }
    )+};
}

tuples! {
    (a: A T)
    (a: A T, b: B U)
    (a: A T, b: B U, c: C V)
    (a: A T, b: B U, c: C V, d: D W)
    (a: A T, b: B U, c: C V, d: D W, e: F X)
    (a: A T, b: B U, c: C V, d: D W, e: F X, f: G Y)
}

/// Waits for all of them. The outputs are in the order of the futures.
pub async fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut parts: Vec<Part<F>> = futures.into_iter().map(Part::new).collect();
    poll_fn(|cx| poll_all(&mut each(&mut parts), cx)).await;
    parts.into_iter().map(|mut part| part.take()).collect()
}

/// The same, until the first error.
///
/// # Errors
/// The first error, whichever future it comes from.
pub async fn try_join_all<T, E, F: Future<Output = Result<T, E>>>(
    futures: impl IntoIterator<Item = F>,
) -> Result<Vec<T>, E> {
    let mut parts: Vec<TryPart<F>> =
        futures.into_iter().map(|future| TryPart(Part::new(future))).collect();
    poll_fn(|cx| poll_all(&mut each(&mut parts), cx)).await;
    parts.iter_mut().try_for_each(TryPart::check)?;
    parts.into_iter().map(|mut part| part.0.take()).collect()
}

fn each<P: Poller>(parts: &mut [P]) -> Vec<&mut dyn Poller> {
    parts.iter_mut().map(|part| part as &mut dyn Poller).collect()
}

/// Polls all unfinished futures, in any order, until one of them ends the whole wait.
fn poll_all(parts: &mut [&mut dyn Poller], cx: &mut Context) -> Poll<()> {
    let mut all = Poll::Ready(());
    for part in shuffled(parts.len()) {
        match parts[part].poll(cx) {
            Poll::Ready(ControlFlow::Break(())) => return Poll::Ready(()),
            Poll::Ready(ControlFlow::Continue(())) => {}
            Poll::Pending => all = Poll::Pending,
        }
    }
    all
}

/// One of several futures of different types.
trait Poller {
    /// `Break` ends the whole wait.
    fn poll(&mut self, cx: &mut Context) -> Poll<ControlFlow<()>>;
}

/// A future, and later its output. Boxed, since pinning a field takes `unsafe` or a macro.
struct Part<F: Future> {
    future: Option<Pin<Box<F>>>,
    output: Option<F::Output>,
}

impl<F: Future> Part<F> {
    fn new(future: F) -> Self {
        Self { future: Some(Box::pin(future)), output: None }
    }

    /// The output of a future that is done.
    fn take(&mut self) -> F::Output {
        self.output.take().expect("the whole is ready when each part is")
    }
}

impl<F: Future> Poller for Part<F> {
    fn poll(&mut self, cx: &mut Context) -> Poll<ControlFlow<()>> {
        if let Some(future) = &mut self.future {
            self.output = Some(ready!(future.as_mut().poll(cx)));
            self.future = None;
        }
        Poll::Ready(ControlFlow::Continue(()))
    }
}

/// A future whose error ends the whole wait.
struct TryPart<F: Future>(Part<F>);

impl<T, E, F: Future<Output = Result<T, E>>> TryPart<F> {
    /// Its error, if it failed.
    fn check(&mut self) -> Result<(), E> {
        match self.0.output.take_if(|output| output.is_err()) {
            Some(Err(error)) => Err(error),
            _ => Ok(()),
        }
    }
}

impl<T, E, F: Future<Output = Result<T, E>>> Poller for TryPart<F> {
    fn poll(&mut self, cx: &mut Context) -> Poll<ControlFlow<()>> {
        self.0.poll(cx).map(|_| match self.0.output {
            Some(Err(_)) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        })
    }
}
