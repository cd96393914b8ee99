//! Many threads, on smol.
//!
//! Run it: cargo run -p many-threads --example many-threads-smol

use std::sync::{Arc, Mutex};
use std::thread;

use in_order::{Finished, lesson, say, secs};
use smol::channel::{self, Receiver};
use smol::lock::OnceCell;
use smol::{Executor, Timer, block_on};

/// What main and both buyers share.
struct Shop {
    open: OnceCell<()>,
    tickets: Mutex<u32>,
}

fn main() -> Finished {
    let lesson = lesson!();

    // An executor runs its tasks on each thread that calls `run`: here on four.
    let executor = Executor::new();
    let (stop, stopped) = channel::bounded(1);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| work(&executor, &stopped));
        }
        block_on(sell(&executor));
        // Closes the channel, and that ends the four calls of `run`.
        drop(stop);
    });

    lesson.finish()
}

fn work(executor: &Executor, stopped: &Receiver<()>) {
    // An error means that the channel is closed, and nothing else is ever sent.
    let _ = block_on(executor.run(stopped.recv()));
}

async fn sell(executor: &Executor<'_>) {
    let shop = Arc::new(Shop { open: OnceCell::new(), tickets: Mutex::new(1) });

    // One of the four threads may start each buyer as soon as it is spawned.
    let ann = executor.spawn(buy("ann", Arc::clone(&shop)));
    let bob = executor.spawn(buy("bob", Arc::clone(&shop)));
    say!("main: spawned ann and bob");

    // Main has no await here, and both buyers start meanwhile.
    prepare();
    say!("main: the shop is open");
    shop.open.set(()).await.expect("it is set once");

    let ann = ann.await;
    let bob = bob.await;
    say!("main: sold {}, left {}", ann + bob, shop.tickets.lock().unwrap());
}

/// Pretends to compute for two seconds. It runs on main's own thread, which runs no tasks.
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

    Timer::after(secs(1)).await;
    say!("{name}: paid");
    1
}
