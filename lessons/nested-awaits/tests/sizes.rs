//! What makes a future large, and what keeps it small.

use std::mem::size_of_val;

use tokio::task::yield_now;

/// Uses its buffer after the await, so the future has room for it.
async fn sum_late() -> usize {
    let buffer = [1_u8; 1000];
    yield_now().await;
    sum(&buffer)
}

/// Is done with its buffer before the await.
async fn sum_early() -> usize {
    let sum = {
        let buffer = [1_u8; 1000];
        sum(&buffer)
    };
    yield_now().await;
    sum
}

/// Needs only the sum after the await, but the buffer is still in scope.
async fn sum_in_scope() -> usize {
    let buffer = [1_u8; 1000];
    let sum = sum(&buffer);
    yield_now().await;
    sum
}

fn sum(bytes: &[u8]) -> usize {
    bytes.iter().map(|byte| usize::from(*byte)).sum()
}

async fn wrap<T>(future: impl Future<Output = T>) -> T {
    future.await
}

#[tokio::test]
async fn a_future_stores_a_borrowed_variable_until_the_end_of_its_scope() {
    assert!(size_of_val(&sum_late()) > 1000);
    assert!(size_of_val(&sum_in_scope()) > 1000);
    assert!(size_of_val(&sum_early()) < 100);
    assert_eq!(sum_late().await, sum_early().await);
    assert_eq!(sum_in_scope().await, sum_early().await);
}

#[test]
fn a_wrapper_doubles_its_argument_and_a_box_around_it_ends_that() {
    let plain = size_of_val(&sum_late());
    assert!(size_of_val(&wrap(sum_late())) > 2 * plain);
    assert!(size_of_val(&wrap(wrap(sum_late()))) > 4 * plain);
    assert!(size_of_val(&wrap(wrap(Box::pin(sum_late())))) < 100);
}
