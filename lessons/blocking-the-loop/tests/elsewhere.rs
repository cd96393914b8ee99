//! Blocking calls on other threads: those of the pool, and those of the runtime.

use std::fs;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::task;

/// A panic of the closure is the outer error, and what the closure returns is the inner one.
#[tokio::test(flavor = "current_thread")]
async fn the_closure_owns_what_it_needs_and_returns_a_result() -> anyhow::Result<()> {
    let path = String::from("Cargo.toml");
    let bytes = task::spawn_blocking(move || fs::read(path)).await??;
    assert!(bytes.starts_with(b"[package]"));

    let path = String::from("no such file");
    let inner = task::spawn_blocking(move || fs::read(path)).await?;
    assert!(inner.is_err());
    let outer = task::spawn_blocking(|| panic!("claimed by this test")).await;
    assert!(outer.is_err_and(|error| error.is_panic()));
    Ok(())
}

/// Each worker is inside a call, so no worker can run the heart.
#[test]
fn two_blocking_tasks_take_both_workers() -> anyhow::Result<()> {
    static RETURN: Barrier = Barrier::new(3);
    fn read() {
        RETURN.wait();
    }
    let runtime = Builder::new_multi_thread().worker_threads(2).build()?;
    runtime.spawn(async { read() });
    runtime.spawn(async { read() });
    thread::sleep(Duration::from_secs(1)); // both workers are inside `read` now
    let heart = runtime.spawn(async {});
    thread::sleep(Duration::from_secs(1));
    assert!(!heart.is_finished());

    RETURN.wait();
    runtime.block_on(heart)?;
    Ok(())
}
