//! A lock keeps others out. It doesn't keep a future from being dropped halfway.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};

struct Account {
    paid: u32,
    received: u32,
}

async fn transfer(account: &Mutex<Account>) {
    let mut account = account.lock().await;
    account.paid += 1;
    sleep(Duration::from_secs(1)).await;
    account.received += 1;
}

#[tokio::test(flavor = "current_thread")]
async fn a_timeout_leaves_half_a_change_behind() {
    let account = Mutex::new(Account { paid: 0, received: 0 });
    let in_time = timeout(Duration::from_millis(10), transfer(&account)).await;
    assert!(in_time.is_err());
    // The guard was dropped, so the lock is free, and what it protects is half changed.
    let account = account.try_lock().expect("nobody holds the lock");
    assert_eq!((account.paid, account.received), (1, 0));
}
