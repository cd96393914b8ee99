//! What spawn asks of a task, on async-std, which is discontinued. The program helps you read old code.
//!
//! Run it: cargo run -p spawn-bounds --example spawn-bounds-async-std

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use async_std::task;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        let pages = Arc::new(Mutex::new(Vec::new()));
        let disk = Arc::new(async_std::sync::Mutex::new(()));
        let tasks = [(String::from("a"), 3), (String::from("b"), 1)].map(|(name, seconds)| {
            let (pages, disk) = (Arc::clone(&pages), Arc::clone(&disk));
            // These tasks run on a pool of threads, and each may change its thread at an await.
            task::spawn(async move {
                download(&name, seconds).await;
                // The guard is dropped at the end of this statement, before the next await.
                pages.lock().unwrap().push(name.clone());
                // The guard of async-std's mutex may be held across an await.
                let _guard = disk.lock().await;
                say!("{name}: saves");
                task::sleep(secs(3)).await;
                say!("{name}: saved");
            })
        });
        for task in tasks {
            task.await;
        }
        say!("spawned: {}", pages.lock().unwrap().join(", "));

        let (c, d) = (String::from("c"), String::from("d"));
        futures::join!(download(&c, 2), download(&d, 1));
        say!("joined: {c}, {d}");

        // The tasks of `spawn_local` stay on this thread, so an Rc is enough.
        let pages = Rc::new(RefCell::new(Vec::new()));
        let tasks = [("e", 2), ("f", 1)].map(|(name, seconds)| {
            let pages = Rc::clone(&pages);
            task::spawn_local(async move {
                download(name, seconds).await;
                pages.borrow_mut().push(name);
            })
        });
        for task in tasks {
            task.await;
        }
        say!("local: {}", pages.borrow().join(", "));
    });

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) {
    say!("{name}: started");
    task::sleep(secs(seconds)).await;
    say!("{name}: downloaded");
}
