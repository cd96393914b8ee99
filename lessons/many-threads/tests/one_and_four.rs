//! The same code is right on one thread and wrong on four.

use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task;

#[test]
fn one_thread_sells_the_ticket_once_and_four_sell_it_twice() {
    let one = Builder::new_current_thread().build().expect("it starts");
    assert_eq!(sold(&one, || thread::sleep(Duration::from_millis(100))), 1);

    // The barrier makes sure that both buyers are between look and change.
    let both = Barrier::new(2);
    assert_eq!(sold(&four(), move || _ = both.wait()), 2);
}

/// Two buyers and one ticket. The buyers look, call `between`, and then take the ticket.
fn sold(runtime: &Runtime, between: impl Fn() + Send + Sync + 'static) -> u32 {
    let between = Arc::new(between);
    let tickets = Arc::new(Mutex::new(1));
    let buy = || {
        let (between, tickets) = (Arc::clone(&between), Arc::clone(&tickets));
        async move {
            if *tickets.lock().unwrap() == 0 {
                return 0;
            }
            between();
            *tickets.lock().unwrap() -= 1;
            1
        }
    };
    runtime.block_on(async {
        let (ann, bob) = (task::spawn(buy()), task::spawn(buy()));
        ann.await.expect("no panic") + bob.await.expect("no panic")
    })
}

#[test]
fn a_task_starts_while_main_computes_only_on_several_threads() {
    let started_early = |runtime: Runtime| {
        runtime.block_on(async {
            let buyer = task::spawn(async {});
            thread::sleep(Duration::from_millis(500)); // Main has no await here.
            buyer.is_finished()
        })
    };
    assert!(!started_early(Builder::new_current_thread().build().expect("it starts")));
    assert!(started_early(four()));
}

fn four() -> Runtime {
    Builder::new_multi_thread().worker_threads(4).build().expect("it starts")
}
