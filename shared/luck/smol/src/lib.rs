//! smol, with an executor that picks any task that is ready.
//!
//! `cargo xtask luck` builds lessons against it under the name `smol`. Everything that is not named here
//! is the real crate, habits included: timers and sockets, channels and locks, `spawn` and `Executor`
//! with their threads, `future::or`, which is documented to prefer its first side, and
//! `future::race`, which is fair already.

mod executor;

pub use executor::{LocalExecutor, Task};
pub use smol::*;

/// [`smol::block_on`], which seeds what `race` draws from.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    luck_chance::start();
    smol::block_on(future)
}

/// [`smol::future`].
pub mod future {
    use luck_chance::{Together, TryTogether};
    pub use smol::future::*;

    /// [`smol::future::zip`], which polls its sides in any order.
    pub async fn zip<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
        (a, b).together().await
    }

    /// [`smol::future::try_zip`], which polls its sides in any order.
    ///
    /// # Errors
    /// The first error of either side.
    pub async fn try_zip<T, U, E, A, B>(a: A, b: B) -> Result<(T, U), E>
    where
        A: Future<Output = Result<T, E>>,
        B: Future<Output = Result<U, E>>,
    {
        (a, b).try_together().await
    }
}
