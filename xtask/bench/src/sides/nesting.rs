//! A hundred nested levels of await, entered again and again. Each side adds up the levels.

use std::future::poll_fn;
use std::hint::black_box;
use std::task::Poll;

use anyhow::Result;

/// How deep it is.
pub(crate) const LEVELS: u64 = 100;

/// Each level is a function that awaits the next. None of them has anything to wait for.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn awaits(n: u64) -> Result<u64> {
    let mut levels = 0;
    for _ in 0..n {
        levels += l001(false).await;
    }
    Ok(levels)
}

/// Each level is in a separate box, as a recursion must be.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn boxed(n: u64) -> Result<u64> {
    let mut levels = 0;
    for _ in 0..n {
        levels += descend(LEVELS, false).await;
    }
    Ok(levels)
}

/// The innermost level yields once, so all levels return and are polled again.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn awaits_woken(n: u64) -> Result<u64> {
    let mut levels = 0;
    for _ in 0..n {
        levels += l001(true).await;
    }
    Ok(levels)
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn boxed_woken(n: u64) -> Result<u64> {
    let mut levels = 0;
    for _ in 0..n {
        levels += descend(LEVELS, true).await;
    }
    Ok(levels)
}

async fn descend(levels: u64, wait: bool) -> u64 {
    if levels == 1 { bottom(wait).await } else { Box::pin(descend(levels - 1, wait)).await + 1 }
}

async fn bottom(mut wait: bool) -> u64 {
    poll_fn(|cx| {
        if std::mem::take(&mut wait) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(())
    })
    .await;
    // Hidden from the optimizer, which would otherwise turn all levels into a constant.
    black_box(1)
}

macro_rules! chain {
    ($last:ident) => {
        async fn $last(wait: bool) -> u64 {
            bottom(wait).await
        }
    };
    ($level:ident $next:ident $($rest:ident)*) => {
        async fn $level(wait: bool) -> u64 {
            $next(wait).await + 1
        }
        chain! { $next $($rest)* }
    };
}

chain! {
    l001 l002 l003 l004 l005 l006 l007 l008 l009 l010 l011 l012 l013 l014 l015
    l016 l017 l018 l019 l020 l021 l022 l023 l024 l025 l026 l027 l028 l029 l030
    l031 l032 l033 l034 l035 l036 l037 l038 l039 l040 l041 l042 l043 l044 l045
    l046 l047 l048 l049 l050 l051 l052 l053 l054 l055 l056 l057 l058 l059 l060
    l061 l062 l063 l064 l065 l066 l067 l068 l069 l070 l071 l072 l073 l074 l075
    l076 l077 l078 l079 l080 l081 l082 l083 l084 l085 l086 l087 l088 l089 l090
    l091 l092 l093 l094 l095 l096 l097 l098 l099 l100
}
