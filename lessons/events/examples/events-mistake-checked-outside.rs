//! "The stock was enough when I looked, so I can take it."
//!
//! The buyer looks under the lock, unlocks, pays, and locks again to take the items. While `a` pays, `b`
//! looks and sees the same three items. Both take them, and the stock is -3.
//!
//! Breaks: the after of "{a-or-b}: has three"

use std::sync::Mutex;

use in_order::{Finished, lesson, say, secs};
use tokio::sync::{Barrier, Notify, SetOnce};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    // asyncio's Event: once set, it stays set.
    let config = SetOnce::new();
    tokio::join!(load(&config), serve("early", 0, &config), serve("late", 2, &config));

    // A wake-up: it keeps one notification for the next task that waits.
    let wake_up = Notify::new();
    wake_up.notify_one();
    wake_up.notify_one();
    say!("main: notified twice");
    wake_up.notified().await;
    say!("main: woken once");
    if timeout(secs(1), wake_up.notified()).await.is_err() {
        say!("main: not woken twice");
    }

    // asyncio's Condition: a lock for the stock, and a Notify for its changes.
    let shop = Shop { stock: Mutex::new(0), changed: Notify::new() };
    tokio::join!(deliver(&shop), buy("a", &shop), buy("b", &shop));

    // asyncio's Barrier: each one waits for all three.
    let barrier = Barrier::new(3);
    tokio::join!(meet("x", 0, &barrier), meet("y", 1, &barrier), meet("z", 2, &barrier));

    lesson.finish()
}

/// Pretends to load the configuration for one second.
async fn load(config: &SetOnce<&str>) {
    sleep(secs(1)).await;
    say!("config: loaded");
    config.set("v1").expect("no one else sets it");
}

async fn serve(name: &str, starts: u32, config: &SetOnce<&str>) {
    sleep(secs(starts)).await;
    say!("{name}: needs the config");
    let version = config.wait().await;
    say!("{name}: has config {version}");
}

struct Shop {
    stock: Mutex<i32>,
    changed: Notify,
}

impl Shop {
    fn has(&self, wanted: i32) -> bool {
        *self.stock.lock().expect("no one panics under the lock") >= wanted
    }

    fn take(&self, wanted: i32) {
        *self.stock.lock().expect("no one panics under the lock") -= wanted;
    }

    fn add(&self, delivered: i32) {
        *self.stock.lock().expect("no one panics under the lock") += delivered;
        self.changed.notify_waiters();
    }
}

/// Delivers three items, and three more two seconds later.
async fn deliver(shop: &Shop) {
    for pause in [1, 2] {
        sleep(secs(pause)).await;
        say!("shop: three delivered");
        shop.add(3);
    }
}

/// Makes the future before the check, so that a delivery after the check can't be missed.
async fn buy(name: &str, shop: &Shop) {
    loop {
        let change = shop.changed.notified();
        if shop.has(3) {
            break;
        }
        say!("{name}: not enough");
        change.await;
    }
    yield_now().await; // pretends to pay
    shop.take(3);
    say!("{name}: has three");
}

async fn meet(name: &str, walk: u32, barrier: &Barrier) {
    sleep(secs(walk)).await;
    say!("{name}: at the barrier");
    barrier.wait().await;
    say!("{name}: passes");
}
