//! What spawn asks of a task, on smol.
//!
//! Run it: cargo run -p spawn-bounds --example spawn-bounds-smol

use std::cell::RefCell;

use in_order::{Finished, lesson, say, secs};
use smol::lock::Mutex;
use smol::{LocalExecutor, Timer, future};

fn main() -> Finished {
    let lesson = lesson!();

    // They are declared before the executor and dropped after it, so its tasks may borrow them. The tasks never
    // change their thread, so they need not be Send.
    let (pages, disk) = (RefCell::new(Vec::new()), Mutex::new(()));
    let local = RefCell::new(Vec::new());
    let executor = LocalExecutor::new();
    smol::block_on(executor.run(async {
        let tasks = [("a", 3), ("b", 1)].map(|(name, seconds)| {
            let (pages, disk) = (&pages, &disk);
            executor.spawn(async move {
                download(name, seconds).await;
                // The borrow ends with this statement, before the next await.
                pages.borrow_mut().push(name);
                let _guard = disk.lock().await;
                say!("{name}: saves");
                Timer::after(secs(3)).await;
                say!("{name}: saved");
            })
        });
        for task in tasks {
            task.await;
        }
        say!("spawned: {}", pages.borrow().join(", "));

        let (c, d) = (String::from("c"), String::from("d"));
        future::zip(download(&c, 2), download(&d, 1)).await;
        say!("joined: {c}, {d}");

        let tasks = [("e", 2), ("f", 1)].map(|(name, seconds)| {
            let local = &local;
            executor.spawn(async move {
                download(name, seconds).await;
                local.borrow_mut().push(name);
            })
        });
        for task in tasks {
            task.await;
        }
        say!("local: {}", local.borrow().join(", "));
    }));

    lesson.finish()
}

/// Pretends to download something for the given number of seconds.
async fn download(name: &str, seconds: u32) {
    say!("{name}: started");
    Timer::after(secs(seconds)).await;
    say!("{name}: downloaded");
}
