//! Many threads, on async-std, which is discontinued. The program helps you read old code.
//!
//! Run it: cargo run -p many-threads --example many-threads-async-std

use std::sync::{Arc, Mutex};
use std::thread;

use async_lock::OnceCell;
use async_std::task;
use in_order::{Finished, lesson, say, secs};

/// What main and both buyers share.
struct Shop {
    open: OnceCell<()>,
    tickets: Mutex<u32>,
}

fn main() -> Finished {
    let lesson = lesson!();

    // `block_on` runs main's future on this thread. `spawn` runs tasks on a pool with a thread for each
    // processor.
    task::block_on(async {
        let shop = Arc::new(Shop { open: OnceCell::new(), tickets: Mutex::new(1) });

        // A thread of the pool may start each buyer as soon as it is spawned.
        let ann = task::spawn(buy("ann", Arc::clone(&shop)));
        let bob = task::spawn(buy("bob", Arc::clone(&shop)));
        say!("main: spawned ann and bob");

        // Main has no await here, and both buyers start meanwhile.
        prepare();
        say!("main: the shop is open");
        shop.open.set(()).await.expect("it is set once");

        let ann = ann.await;
        let bob = bob.await;
        say!("main: sold {}, left {}", ann + bob, shop.tickets.lock().unwrap());
    });

    lesson.finish()
}

/// Pretends to compute for two seconds. It runs on main's own thread, so it blocks no task.
fn prepare() {
    thread::sleep(secs(2));
}

/// Buys the last ticket, if it is still there. Returns the number of tickets bought.
async fn buy(name: &str, shop: Arc<Shop>) -> u32 {
    say!("{name}: in line");
    // Returns only after main has called `set`, no matter how early this task starts.
    shop.open.wait().await;

    {
        // Look and take under one lock. The other buyer may be here at the same moment.
        let mut tickets = shop.tickets.lock().unwrap();
        if *tickets == 0 {
            say!("{name}: too late");
            return 0;
        }
        *tickets -= 1;
        say!("shop: sold the last ticket");
    } // A task that keeps a std guard across an await isn't `Send`, and `spawn` refuses it.

    task::sleep(secs(1)).await;
    say!("{name}: paid");
    1
}
