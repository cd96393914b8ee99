//! Events, on smol.
//!
//! Run it: cargo run -p events --example events-smol

use std::sync::Mutex;

use event_listener::Event;
use futures::join;
use in_order::{Finished, lesson, say, secs};
use smol::Timer;
use smol::channel;
use smol::future::or;
use smol::lock::{Barrier, OnceCell};

fn main() -> Finished {
    let lesson = lesson!();

    smol::block_on(async {
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
        let woken = async { wake_up.recv().await.is_ok() };
        let too_late = async {
            Timer::after(secs(1)).await;
            false
        };
        if !or(woken, too_late).await {
            say!("main: not woken twice");
        }

        // A lock for the stock, and an Event for its changes.
        let shop = Shop { stock: Mutex::new(0), changed: Event::new() };
        join!(deliver(&shop), buy("a", &shop), buy("b", &shop));

        // Each one waits for all three.
        let barrier = Barrier::new(3);
        join!(meet("x", 0, &barrier), meet("y", 1, &barrier), meet("z", 2, &barrier));
    });

    lesson.finish()
}

/// Pretends to load the configuration for one second.
async fn load(config: &OnceCell<&str>) {
    Timer::after(secs(1)).await;
    say!("config: loaded");
    config.set("v1").await.expect("no one else sets it");
}

async fn serve(name: &str, starts: u32, config: &OnceCell<&str>) {
    Timer::after(secs(starts)).await;
    say!("{name}: needs the config");
    let version = config.wait().await;
    say!("{name}: has config {version}");
}

struct Shop {
    stock: Mutex<i32>,
    changed: Event,
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
        self.changed.notify(usize::MAX); // wakes all that listen
    }
}

/// Delivers three items, and three more two seconds later.
async fn deliver(shop: &Shop) {
    for pause in [1, 2] {
        Timer::after(secs(pause)).await;
        say!("shop: three delivered");
        shop.add(3);
    }
}

/// Makes the future before the check, so that a delivery after the check can't be missed.
async fn buy(name: &str, shop: &Shop) {
    loop {
        let change = shop.changed.listen();
        if shop.take(3) {
            break;
        }
        say!("{name}: not enough");
        change.await;
    }
    say!("{name}: has three");
}

async fn meet(name: &str, walk: u32, barrier: &Barrier) {
    Timer::after(secs(walk)).await;
    say!("{name}: at the barrier");
    barrier.wait().await;
    say!("{name}: passes");
}
