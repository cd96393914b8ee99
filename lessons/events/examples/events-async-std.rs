//! Events, on async-std, which is discontinued. The program helps you read old code.
//!
//! Run it: cargo run -p events --example events-async-std

use async_lock::OnceCell;
use async_std::channel;
use async_std::future::timeout;
use async_std::sync::{Barrier, Condvar, Mutex};
use async_std::task;
use futures::join;
use in_order::{Finished, lesson, say, secs};

fn main() -> Finished {
    let lesson = lesson!();

    task::block_on(async {
        // Once set, it stays set.
        let config = OnceCell::new();
        join!(load(&config), serve("early", 0, &config), serve("late", 2, &config));

        // A channel with one place is a wake-up: the second notification finds the place taken.
        let (notify, wake_up) = channel::bounded(1);
        let _ = notify.try_send(());
        let _ = notify.try_send(());
        say!("main: notified twice");
        wake_up.recv().await.expect("the sender is in this function");
        say!("main: woken once");
        if timeout(secs(1), wake_up.recv()).await.is_err() {
            say!("main: not woken twice");
        }

        // A lock for the stock, and a condition variable for its changes.
        let shop = Shop { stock: Mutex::new(0), changed: Condvar::new() };
        join!(deliver(&shop), buy("a", &shop), buy("b", &shop));

        // Each one waits for all three.
        let barrier = Barrier::new(3);
        join!(meet("x", 0, &barrier), meet("y", 1, &barrier), meet("z", 2, &barrier));
    });

    lesson.finish()
}

/// Pretends to load the configuration for one second.
async fn load(config: &OnceCell<&str>) {
    task::sleep(secs(1)).await;
    say!("config: loaded");
    config.set("v1").await.expect("no one else sets it");
}

async fn serve(name: &str, starts: u32, config: &OnceCell<&str>) {
    task::sleep(secs(starts)).await;
    say!("{name}: needs the config");
    let version = config.wait().await;
    say!("{name}: has config {version}");
}

struct Shop {
    stock: Mutex<i32>,
    changed: Condvar,
}

/// Delivers three items, and three more two seconds later.
async fn deliver(shop: &Shop) {
    for pause in [1, 2] {
        task::sleep(secs(pause)).await;
        say!("shop: three delivered");
        *shop.stock.lock().await += 3;
        shop.changed.notify_all();
    }
}

async fn buy(name: &str, shop: &Shop) {
    let mut stock = shop.stock.lock().await;
    while *stock < 3 {
        say!("{name}: not enough");
        stock = shop.changed.wait(stock).await; // unlocks, waits, and locks again
    }
    *stock -= 3;
    say!("{name}: has three");
}

async fn meet(name: &str, walk: u32, barrier: &Barrier) {
    task::sleep(secs(walk)).await;
    say!("{name}: at the barrier");
    barrier.wait().await;
    say!("{name}: passes");
}
