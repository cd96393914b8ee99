//! A task that needs a call which blocks.

use std::sync::mpsc;

use tokio::task;

/// `orders` is in place of a library that can only block.
async fn next_order(orders: mpsc::Receiver<u32>) -> anyhow::Result<u32> {
    // A thread of Tokio's pool blocks. This task awaits it, and the other tasks keep running.
    let order = task::spawn_blocking(move || orders.recv()).await??;
    Ok(order)
}

#[tokio::test]
async fn other_tasks_run_while_a_task_awaits_a_thread() {
    let (sender, orders) = mpsc::channel();
    // Both run on this thread. If `recv` blocked it, the send would never come.
    let (order, sent) = tokio::join!(next_order(orders), async { sender.send(7) });
    assert_eq!(order.unwrap(), 7);
    sent.unwrap();
}
