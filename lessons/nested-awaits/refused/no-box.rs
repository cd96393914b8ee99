//! "A recursive function can be async like any other."
//!
//! The future of `descend` would hold another future of `descend`, and so on without an end.
//!
//! Refused: E0733 at "async fn descend(": "recursion in an async fn requires boxing"

#![recursion_limit = "512"] // to lay out a hundred futures inside each other, the compiler needs this

use std::future::poll_fn;
use std::mem::size_of_val;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use in_order::{Finished, lesson, say, secs};
use tokio::time::sleep;

static TOP: AtomicU32 = AtomicU32::new(0);
static BOTTOM: AtomicU32 = AtomicU32::new(0);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // A hundred functions, each awaiting the next. All levels are one value, inside one task.
    let depth = counted(&TOP, level_001()).await;
    say!("chain: {depth} levels, {}", polls());

    // A level holds the future that it awaits, so it is larger by what it keeps for itself.
    let grows = size_of_val(&level_001()) > size_of_val(&level_002());
    say!("level 1 is larger than level 2: {grows}");

    // A future that is passed as an argument has two places in the one that awaits it.
    let wrapped = wrap(wrap(wrap(wrap(wrap(level_100())))));
    let doubles = size_of_val(&wrapped) > size_of_val(&level_001());
    say!("five wrappers are larger than a hundred levels: {doubles}");

    // How deep a recursion goes is known only at run time, so each level is in a separate box.
    let depth = counted(&TOP, descend(100)).await;
    say!("recursion: {depth} levels, {}", polls());
    // Whatever is below a box has no part in the size of the level above.
    let small = size_of_val(&descend(100)) < size_of_val(&level_001());
    say!("its first level is smaller than the chain: {small}");

    lesson.finish()
}

/// Calls itself.
async fn descend(levels: u32) -> u32 {
    if levels == 1 { bottom().await } else { descend(levels - 1).await + 1 }
}

/// Is at the end of all levels, and is the only one that waits.
async fn bottom() -> u32 {
    say!("bottom: waits");
    counted(&BOTTOM, sleep(secs(1))).await;
    say!("bottom: woken");
    1
}

/// Awaits its argument, and does nothing else.
async fn wrap<T>(future: impl Future<Output = T>) -> T {
    future.await
}

/// Counts how often its future is polled.
async fn counted<T>(polls: &AtomicU32, future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    poll_fn(|cx| {
        polls.fetch_add(1, Relaxed);
        future.as_mut().poll(cx)
    })
    .await
}

/// Returns what was counted since the last call.
fn polls() -> String {
    format!(
        "polled {} times at the top and {} at the bottom",
        TOP.swap(0, Relaxed),
        BOTTOM.swap(0, Relaxed)
    )
}

/// For each name `async fn name() -> u32 { next().await + 1 }`; the last one awaits `bottom`.
macro_rules! chain {
    ($last:ident) => {
        async fn $last() -> u32 {
            bottom().await
        }
    };
    ($level:ident $next:ident $($rest:ident)*) => {
        async fn $level() -> u32 {
            $next().await + 1
        }
        chain! { $next $($rest)* }
    };
}

chain! {
    level_001 level_002 level_003 level_004 level_005 level_006 level_007 level_008 level_009 level_010
    level_011 level_012 level_013 level_014 level_015 level_016 level_017 level_018 level_019 level_020
    level_021 level_022 level_023 level_024 level_025 level_026 level_027 level_028 level_029 level_030
    level_031 level_032 level_033 level_034 level_035 level_036 level_037 level_038 level_039 level_040
    level_041 level_042 level_043 level_044 level_045 level_046 level_047 level_048 level_049 level_050
    level_051 level_052 level_053 level_054 level_055 level_056 level_057 level_058 level_059 level_060
    level_061 level_062 level_063 level_064 level_065 level_066 level_067 level_068 level_069 level_070
    level_071 level_072 level_073 level_074 level_075 level_076 level_077 level_078 level_079 level_080
    level_081 level_082 level_083 level_084 level_085 level_086 level_087 level_088 level_089 level_090
    level_091 level_092 level_093 level_094 level_095 level_096 level_097 level_098 level_099 level_100
}
