//! What happens to the rest of a set when you leave the loop early, or when one of its tasks fails.

use std::future::{pending, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Result, bail};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use smol::LocalExecutor;
use tokio::task::{self, JoinSet};

#[tokio::test]
async fn dropping_a_join_set_aborts_its_tasks_and_does_not_wait_for_them() {
    let closed = Flag::default();
    let mut tasks = JoinSet::new();
    tasks.spawn(never_ends(closed.clone()));
    task::yield_now().await;
    drop(tasks);
    assert!(!closed.is_set(), "drop waited for the task");
    task::yield_now().await;
    assert!(closed.is_set(), "the task is still there");
}

#[tokio::test]
async fn shutdown_aborts_the_tasks_and_waits_until_they_are_gone() {
    let closed = Flag::default();
    let mut tasks = JoinSet::new();
    tasks.spawn(never_ends(closed.clone()));
    task::yield_now().await;
    tasks.shutdown().await;
    assert!(closed.is_set());
}

#[tokio::test]
async fn dropping_futures_unordered_drops_its_futures_right_away() {
    let closed = Flag::default();
    let mut downloads = FuturesUnordered::from_iter([never_ends(closed.clone())]);
    assert!(futures::poll!(downloads.next()).is_pending());
    drop(downloads);
    assert!(closed.is_set());
}

#[test]
fn dropping_handles_detaches_on_async_std_and_cancels_on_smol() {
    let done = Flag::default();
    let flag = done.clone();
    async_std::task::block_on(async {
        let task = async_std::task::spawn_local(async move { flag.set() });
        drop(FuturesUnordered::from_iter([task]));
        async_std::task::sleep(Duration::from_millis(10)).await;
    });
    assert!(done.is_set(), "async-std cancelled the task");

    let done = Flag::default();
    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        let task = executor.spawn(async { done.set() });
        drop(FuturesUnordered::from_iter([task]));
        smol::Timer::after(Duration::from_millis(10)).await;
    }));
    assert!(!done.is_set(), "smol detached the task");
}

#[tokio::test]
async fn a_task_panics_or_is_aborted_or_its_download_fails_or_all_is_well() {
    let mut seen = Vec::new();
    let mut tasks = JoinSet::new();
    tasks.spawn(async { Ok("d") });
    tasks.spawn(async { fails("e") });
    tasks.spawn(async { panic!("a bug in f") });
    tasks.spawn(pending()).abort();
    while let Some(result) = tasks.join_next().await {
        match result {
            Ok(Ok(page)) => seen.push(format!("got {page}")),
            Ok(Err(error)) => seen.push(format!("the download returned an error: {error}")),
            Err(error) if error.is_panic() => seen.push("the task panicked".into()),
            Err(_) => seen.push("the task was aborted".into()),
        }
    }
    seen.sort();
    assert_eq!(
        seen,
        [
            "got d",
            "the download returned an error: e was not found",
            "the task panicked",
            "the task was aborted",
        ]
    );
}

#[tokio::test]
async fn a_set_of_tasks_that_grows_keeps_two_under_way() -> Result<()> {
    let under_way = Arc::new(AtomicUsize::new(0));
    let download = |name| {
        let under_way = Arc::clone(&under_way);
        async move {
            assert!(under_way.fetch_add(1, Ordering::Relaxed) < 2);
            task::yield_now().await;
            under_way.fetch_sub(1, Ordering::Relaxed);
            name
        }
    };
    let mut names = ["a", "b", "c", "d", "e"].into_iter();
    let mut got = Vec::new();
    let mut tasks = JoinSet::new();
    for name in names.by_ref().take(2) {
        tasks.spawn(download(name));
    }
    while let Some(result) = tasks.join_next().await {
        got.push(result?);
        if let Some(name) = names.next() {
            tasks.spawn(download(name));
        }
    }
    got.sort_unstable();
    assert_eq!(got, ["a", "b", "c", "d", "e"]);
    Ok(())
}

/// A future of the set may borrow from the function around it. A task may not.
#[tokio::test]
async fn futures_of_a_set_may_borrow_and_the_set_may_grow() {
    let names = [String::from("a"), String::from("b")];
    let mut downloads = FuturesUnordered::from_iter([ready(&names[0])]);
    let mut got = Vec::new();
    while let Some(name) = downloads.next().await {
        got.push(name);
        if name == "a" {
            downloads.push(ready(&names[1]));
        }
    }
    assert_eq!(got, ["a", "b"]);
}

fn fails(name: &str) -> Result<&str> {
    bail!("{name} was not found")
}

/// Waits until it is dropped, and sets the flag then.
async fn never_ends(closed: Flag) {
    let _guard = SetOnDrop(closed);
    pending::<()>().await;
}

struct SetOnDrop(Flag);

impl Drop for SetOnDrop {
    fn drop(&mut self) {
        self.0.set();
    }
}

#[derive(Clone, Default)]
struct Flag(Arc<AtomicBool>);

impl Flag {
    fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
