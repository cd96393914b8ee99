//! This executor keeps what smol promises about its own. The order that smol does not promise varies.

use std::collections::BTreeSet;
use std::rc::Rc;

use luck_smol as runtime;
use promises::log_of;
use runtime::future::zip;

mod promises;

#[test]
fn three_tasks_come_in_every_order_and_zip_in_both() {
    let (mut orders, mut sides) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..200 {
        orders.insert(log_of(async |executor, log| {
            let say = |word| {
                let log = Rc::clone(&log);
                executor.spawn(async move { log.borrow_mut().push(word) })
            };
            let tasks = ["a", "b", "c"].map(say);
            for task in tasks {
                task.await;
            }
        }));
        sides.insert(log_of(async |_, log| {
            let say = async |word| log.borrow_mut().push(word);
            zip(say("a"), say("b")).await;
        }));
    }
    assert_eq!(orders.len(), 6, "{orders:?}");
    assert_eq!(sides.len(), 2, "{sides:?}");
}
