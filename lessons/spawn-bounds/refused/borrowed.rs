//! "Main awaits the task, so the task may borrow from main."
//!
//! An await isn't a promise: main can return, panic or be dropped before it gets there, and the task would run on
//! with a name that is gone.
//!
//! Refused: E0373 at "task::spawn(async {": "may outlive borrowed value `c`"

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use in_order::{Finished, lesson, say, secs};
use tokio::task::{self, JoinSet, LocalSet};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let pages = Arc::new(Mutex::new(Vec::new()));
    let disk = Arc::new(tokio::sync::Mutex::new(()));
    let mut tasks = JoinSet::new();
    for (name, seconds) in [(String::from("a"), 3), (String::from("b"), 1)] {
        let (pages, disk) = (Arc::clone(&pages), Arc::clone(&disk));
        // A spawned task may outlive main and change its thread, so it owns all that it uses.
        tasks.spawn(async move {
            download(&name, seconds).await;
            // The guard is dropped at the end of this statement, before the next await.
            pages.lock().unwrap().push(name.clone());
            // The guard of Tokio's mutex may be held across an await.
            let _guard = disk.lock().await;
            say!("{name}: saves");
            sleep(secs(3)).await;
            say!("{name}: saved");
        });
    }
    tasks.join_all().await;
    say!("spawned: {}", pages.lock().unwrap().join(", "));

    let (c, d) = (String::from("c"), String::from("d"));
    let task = task::spawn(async { download(&c, 2).await });
    download(&d, 1).await;
    task.await.unwrap();
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
