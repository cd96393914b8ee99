//! "There is no await between the look and the change, so no other task comes in between."
//!
//! No other task on this thread does. The other buyer is on another thread, and sees the same ticket. Both
//! uses of the lock are right, and between them it is free.
//!
//! Breaks: unexpected: "shop: sold the last ticket"

use std::sync::{Arc, Mutex};
use std::thread;

use in_order::{Finished, lesson, say, secs};
use tokio::sync::SetOnce;
use tokio::task;
use tokio::time::sleep;

/// What main and both buyers share.
struct Shop {
    open: SetOnce<()>,
    tickets: Mutex<i32>,
}

#[tokio::main(worker_threads = 4)]
async fn main() -> anyhow::Result<Finished> {
    let lesson = lesson!();
    let shop = Arc::new(Shop { open: SetOnce::new(), tickets: Mutex::new(1) });

    // A worker may start each buyer as soon as it is spawned, before main's next line.
    let ann = task::spawn(buy("ann", Arc::clone(&shop)));
    let bob = task::spawn(buy("bob", Arc::clone(&shop)));
    say!("main: spawned ann and bob");

    // Main has no await here, and both buyers start meanwhile.
    prepare();
    say!("main: the shop is open");
    shop.open.set(())?;

    // Each await on a handle returns when that buyer is done.
    let ann = ann.await?;
    let bob = bob.await?;
    say!("main: sold {}, left {}", ann + bob, shop.tickets.lock().unwrap());

    lesson.finish()
}

/// Pretends to compute for two seconds. It runs on main's own thread, so it blocks no worker.
fn prepare() {
    thread::sleep(secs(2));
}

/// Pretends to compute for two seconds: what is printed on the ticket.
fn print_ticket() {
    thread::sleep(secs(2));
}

/// Buys the last ticket, if it is still there. Returns the number of tickets bought.
async fn buy(name: &str, shop: Arc<Shop>) -> u32 {
    say!("{name}: in line");
    // Returns only after main has called `set`, no matter how early this task starts.
    shop.open.wait().await;

    if *shop.tickets.lock().unwrap() == 0 {
        say!("{name}: too late");
        return 0;
    }
    say!("shop: sold the last ticket");
    print_ticket(); // two seconds without an await
    *shop.tickets.lock().unwrap() -= 1;

    sleep(secs(1)).await;
    say!("{name}: paid");
    1
}
