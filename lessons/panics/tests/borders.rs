//! What a panic carries, how far it goes, and what it leaves behind.

use std::future::pending;
use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::task::{self, JoinError, JoinSet};

#[tokio::test]
async fn a_join_error_prints_the_message_of_its_panic() {
    let error = literal().await;
    assert!(error.to_string().ends_with(r#"panicked with message "a literal""#), "{error}");
}

#[tokio::test]
async fn a_panic_carries_a_str_or_a_string() {
    assert_eq!(message(literal().await), "a literal");
    let formatted = task::spawn(async { panic!("{} arguments", 2) }).await;
    assert_eq!(message(formatted.expect_err("the task panics")), "2 arguments");
}

async fn literal() -> JoinError {
    task::spawn(async { panic!("a literal") }).await.expect_err("the task panics")
}

fn message(error: JoinError) -> String {
    let panic = error.into_panic();
    // panic! carries a &str if its message is a literal, and a String if it has arguments.
    match panic.downcast::<&str>() {
        Ok(text) => text.to_string(),
        Err(panic) => panic.downcast().map_or_else(|_| "?".to_owned(), |text| *text),
    }
}

#[tokio::test]
async fn a_lock_of_tokio_is_not_poisoned() {
    let books = Arc::new(Mutex::new("balanced"));
    let held = books.clone();
    let task = task::spawn(async move {
        let mut books = held.lock().await;
        *books = "half written";
        panic!("this drops the guard");
    });
    task.await.expect_err("the task panics");
    assert_eq!(*books.lock().await, "half written");
}

#[tokio::test]
async fn a_panic_in_a_joined_future_drops_the_other_one() {
    let other = Arc::new("held until the other future is dropped");
    let held = other.clone();
    let both = task::spawn(async move {
        let wait = async {
            pending::<()>().await;
            drop(held);
        };
        tokio::join!(async { panic!("one of two") }, wait)
    });
    both.await.expect_err("the task panics");
    assert_eq!(Arc::strong_count(&other), 1);
}

#[tokio::test]
async fn join_all_of_a_set_panics_too() {
    let outer = task::spawn(async {
        let mut tasks = JoinSet::new();
        tasks.spawn(async { panic!("in the set") });
        let _: Vec<()> = tasks.join_all().await;
    });
    assert!(outer.await.expect_err("join_all panics").is_panic());
}
