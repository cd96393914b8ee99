//! A guard that ends with its block leaves the future `Send`.

use std::sync::{Arc, Mutex};

use tokio::task;

#[tokio::test]
async fn a_block_ends_the_guard_before_the_await() {
    let pages = Arc::new(Mutex::new(Vec::new()));
    let task = task::spawn(push(Arc::clone(&pages), "a"));
    task.await.expect("it does not panic");
    assert_eq!(*pages.lock().unwrap(), ["a"]);
}

async fn push(pages: Arc<Mutex<Vec<&str>>>, name: &'static str) {
    {
        let mut list = pages.lock().unwrap();
        list.push(name);
    }
    task::yield_now().await;
}
