//! A lock keeps others out. It doesn't keep a future from being dropped halfway.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};

#[derive(Clone)]
struct Account {
    paid: u32,
    received: u32,
}

async fn transfer(account: &Mutex<Account>) {
    let mut account = account.lock().await;
    account.paid += 1;
    sleep(Duration::from_secs(1)).await; // a timeout drops the future here
    account.received += 1;
}

async fn transfer_all_or_nothing(account: &Mutex<Account>) {
    let mut account = account.lock().await;
    let mut copy = account.clone();
    copy.paid += 1;
    sleep(Duration::from_secs(1)).await; // a timeout drops the copy, too
    copy.received += 1;
    *account = copy;
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

#[tokio::test(flavor = "current_thread")]
async fn a_change_that_is_made_on_a_copy_is_made_as_a_whole_or_not_at_all() {
    let account = Mutex::new(Account { paid: 0, received: 0 });
    let in_time = timeout(Duration::from_millis(10), transfer_all_or_nothing(&account)).await;
    assert!(in_time.is_err());
    {
        let account = account.try_lock().expect("nobody holds the lock");
        assert_eq!((account.paid, account.received), (0, 0));
    }
    transfer_all_or_nothing(&account).await;
    let account = account.into_inner();
    assert_eq!((account.paid, account.received), (1, 1));
}
