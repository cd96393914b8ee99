//! The joins keep their promises, in any order.

use std::cell::RefCell;
use std::collections::BTreeSet;

use luck_futures::future::{join_all, pending, ready, try_join_all};
use luck_futures::stream::{FuturesUnordered, StreamExt as _};
use luck_futures::{join, try_join};
use smol::block_on;

#[test]
fn outputs_stand_in_the_order_of_the_futures() {
    block_on(async {
        assert_eq!(join!(ready(1)), (1,));
        assert_eq!(join!(ready(1), ready("two"), ready(3.0)), (1, "two", 3.0));
        assert_eq!(join_all((0..40).map(ready)).await, (0..40).collect::<Vec<_>>());
        let three: Result<_, &str> = try_join!(async { Ok(1) }, async { Ok("two") });
        assert_eq!(three, Ok((1, "two")));
        let all: Result<Vec<_>, &str> = try_join_all((0..3).map(|n| ready(Ok(n)))).await;
        assert_eq!(all, Ok(vec![0, 1, 2]));
    });
}

#[test]
fn the_first_error_ends_a_try_join() {
    block_on(async {
        let never = async || pending::<Result<(), &str>>().await;
        assert_eq!(try_join!(never(), async { Err::<(), _>("no") }, never()), Err("no"));
        let futures = [Err("no"), Ok(1)].map(ready);
        assert_eq!(try_join_all(futures).await, Err("no"));
    });
}

#[test]
fn every_order_occurs() {
    let (mut joined, mut all, mut unordered) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for _ in 0..200 {
        let log = RefCell::new(Vec::new());
        let say = async |word: &'static str| log.borrow_mut().push(word);
        block_on(async {
            join!(say("a"), say("b"), say("c"));
            joined.insert(log.take());
            join_all(["a", "b", "c"].map(say)).await;
            all.insert(log.take());
            let futures: FuturesUnordered<_> =
                ["a", "b", "c"].map(async |word| word).into_iter().collect();
            unordered.insert(futures.collect::<Vec<_>>().await);
        });
    }
    assert_eq!((joined.len(), all.len(), unordered.len()), (6, 6, 6));
}
