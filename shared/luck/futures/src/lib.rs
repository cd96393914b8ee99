//! The futures crate, with joins that poll their futures in any order.
//!
//! `cargo xtask luck` builds lessons against it under the name `futures`. Everything that is not named
//! here is the real crate, habits included: `select!`, which draws the same numbers in each run,
//! `StreamExt::buffered` and `buffer_unordered`, `FuturesOrdered`, the channels and locks.

pub use futures::*;
#[doc(hidden)]
pub use luck_chance::{Together, TryTogether};

/// [`futures::join!`], for up to six futures.
#[macro_export]
macro_rules! join {
    ($($future:expr),+ $(,)?) => { $crate::Together::together(($($future,)+)).await };
}

/// [`futures::try_join!`], for up to six futures.
#[macro_export]
macro_rules! try_join {
    ($($future:expr),+ $(,)?) => { $crate::TryTogether::try_together(($($future,)+)).await };
}

/// [`futures::future`].
pub mod future {
    pub use futures::future::*;
    use luck_chance::{Together, TryTogether};
    pub use luck_chance::{join_all, try_join_all};

    /// [`futures::future::join`].
    pub async fn join<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
        (a, b).together().await
    }

    /// [`futures::future::join3`].
    pub async fn join3<A: Future, B: Future, C: Future>(
        a: A,
        b: B,
        c: C,
    ) -> (A::Output, B::Output, C::Output) {
        (a, b, c).together().await
    }

    /// [`futures::future::try_join`].
    ///
    /// # Errors
    /// The first error of either.
    pub async fn try_join<T, U, E, A, B>(a: A, b: B) -> Result<(T, U), E>
    where
        A: Future<Output = Result<T, E>>,
        B: Future<Output = Result<U, E>>,
    {
        (a, b).try_together().await
    }

    /// [`futures::future::try_join3`].
    ///
    /// # Errors
    /// The first error of the three.
    pub async fn try_join3<T, U, V, E, A, B, C>(a: A, b: B, c: C) -> Result<(T, U, V), E>
    where
        A: Future<Output = Result<T, E>>,
        B: Future<Output = Result<U, E>>,
        C: Future<Output = Result<V, E>>,
    {
        (a, b, c).try_together().await
    }
}

/// [`futures::stream`].
pub mod stream {
    use std::fmt;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    pub use futures::stream::*;
    use luck_chance::{Pool, TURNS};

    /// [`futures::stream::FuturesUnordered`], which polls any of its futures that is ready.
    pub struct FuturesUnordered<F>(Pool<F>);

    impl<F: Future> FuturesUnordered<F> {
        /// Empty.
        #[must_use]
        pub fn new() -> Self {
            Self::default()
        }

        /// Adds a future.
        pub fn push(&self, future: F) {
            self.0.push(Box::pin(future));
        }

        /// How many futures it holds.
        #[must_use]
        pub fn len(&self) -> usize {
            self.0.len()
        }

        /// Whether it holds none.
        #[must_use]
        pub fn is_empty(&self) -> bool {
            self.0.is_empty()
        }
    }

    impl<F: Future> Stream for FuturesUnordered<F> {
        type Item = F::Output;

        fn poll_next(self: Pin<&mut Self>, cx: &mut Context) -> Poll<Option<F::Output>> {
            self.0.register(cx.waker());
            for _ in 0..TURNS {
                match self.0.poll_any() {
                    Some(Poll::Ready(output)) => return Poll::Ready(Some(output)),
                    Some(Poll::Pending) => {}
                    None if self.is_empty() => return Poll::Ready(None),
                    None => return Poll::Pending,
                }
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        }
    }

    impl<F> Default for FuturesUnordered<F> {
        fn default() -> Self {
            Self(Pool::default())
        }
    }

    impl<F: Future> FromIterator<F> for FuturesUnordered<F> {
        fn from_iter<I: IntoIterator<Item = F>>(futures: I) -> Self {
            let mut all = Self::new();
            all.extend(futures);
            all
        }
    }

    impl<F: Future> Extend<F> for FuturesUnordered<F> {
        fn extend<I: IntoIterator<Item = F>>(&mut self, futures: I) {
            futures.into_iter().for_each(|future| self.push(future));
        }
    }

    impl<F> fmt::Debug for FuturesUnordered<F> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("FuturesUnordered { .. }")
        }
    }
}
