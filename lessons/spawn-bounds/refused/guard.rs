//! "A task may hold a lock while it waits."
//!
//! A guard of the standard library's mutex must be dropped on the thread that locked. A task that waits may resume on
//! another one.
//!
//! Refused: error at "tasks.spawn(async move {": "future is not `Send` as this value is used across an await"

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use in_order::{Finished, lesson, say, secs};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let pages = Arc::new(Mutex::new(Vec::new()));
    let disk = Arc::new(Mutex::new(()));
    let mut tasks = JoinSet::new();
    for (name, seconds) in [(String::from("a"), 3), (String::from("b"), 1)] {
        let (pages, disk) = (Arc::clone(&pages), Arc::clone(&disk));
        // A spawned task may outlive main and change its thread, so it owns all that it uses.
        tasks.spawn(async move {
            download(&name, seconds).await;
            // The guard is dropped at the end of this statement, before the next await.
            pages.lock().unwrap().push(name.clone());
            let _guard = disk.lock().unwrap();
            say!("{name}: saves");
            sleep(secs(3)).await;
            say!("{name}: saved");
        });
    }
    tasks.join_all().await;
    say!("spawned: {}", pages.lock().unwrap().join(", "));

    // join! makes both futures a part of main's, so they may borrow from main.
    let (c, d) = (String::from("c"), String::from("d"));
    tokio::join!(download(&c, 2), download(&d, 1));
    say!("joined: {c}, {d}");

    // The tasks of a LocalSet never change their thread, so an Rc is enough.
    let pages = Rc::new(RefCell::new(Vec::new()));
    let local = LocalSet::new();
    for (name, seconds) in [("e", 2), ("f", 1)] {
        let pages = Rc::clone(&pages);
        local.spawn_local(async move {
            download(name, seconds).await;
            pages.borrow_mut().push(name);
        });
    }
    // The set runs its tasks while main awaits it.
    local.await;
    say!("local: {}", pages.borrow().join(", "));

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) {
    say!("{name}: started");
    sleep(secs(seconds)).await;
    say!("{name}: downloaded");
}
