//! "A `Notify` is what asyncio calls an event."
//!
//! `notify_waiters` wakes the tasks that wait at that moment, and keeps nothing. `late` comes a second
//! later and waits forever.
//!
//! Breaks: never comes: "late: has config v1"

use std::sync::Mutex;

use in_order::{Finished, lesson, say, secs};
use tokio::sync::{Barrier, Notify};
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Finished {
    let lesson = lesson!();

    let config = Notify::new();
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
async fn load(config: &Notify) {
    sleep(secs(1)).await;
    say!("config: loaded");
    config.notify_waiters();
}

async fn serve(name: &str, starts: u32, config: &Notify) {
    sleep(secs(starts)).await;
    say!("{name}: needs the config");
    config.notified().await;
    say!("{name}: has config v1");
}

struct Shop {
    stock: Mutex<i32>,
    changed: Notify,
}

impl Shop {
    /// Checks and takes under one lock. No other buyer comes in between.
    fn take(&self, wanted: i32) -> bool {
        let mut stock = self.stock.lock().expect("no one panics under the lock");
        let enough = *stock >= wanted;
        if enough {
            *stock -= wanted;
        }
        enough
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
        if shop.take(3) {
            break;
        }
        say!("{name}: not enough");
        change.await;
    }
    say!("{name}: has three");
}

async fn meet(name: &str, walk: u32, barrier: &Barrier) {
    sleep(secs(walk)).await;
    say!("{name}: at the barrier");
    barrier.wait().await;
    say!("{name}: passes");
}
