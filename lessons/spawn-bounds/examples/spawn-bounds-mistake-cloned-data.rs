//! "The compiler wants the task to own the list, so I clone it."
//!
//! A clone of a `Vec` is another list. Each task pushes its name into its own list, and main's list stays empty. A
//! clone of an `Arc` is a handle to the same list.
//!
//! Breaks: unexpected: "spawned: "

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use in_order::{Finished, lesson, say, secs};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let pages = Vec::<String>::new();
    let disk = Arc::new(tokio::sync::Mutex::new(()));
    let mut tasks = JoinSet::new();
    for (name, seconds) in [(String::from("a"), 3), (String::from("b"), 1)] {
        let (mut pages, disk) = (pages.clone(), Arc::clone(&disk));
        // A spawned task may outlive main and change its thread, so it owns all that it uses.
        tasks.spawn(async move {
            download(&name, seconds).await;
            pages.push(name.clone());
            // The guard of Tokio's mutex may be held across an await.
            let _guard = disk.lock().await;
            say!("{name}: saves");
            sleep(secs(3)).await;
            say!("{name}: saved");
        });
    }
    tasks.join_all().await;
    say!("spawned: {}", pages.join(", "));

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
