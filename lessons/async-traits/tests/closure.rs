//! The older form of the helper, which works in a task: its closure returns a future.

use std::time::Duration;

use tokio::task;
use tokio::time::sleep;

const PAUSE: Duration = Duration::from_millis(1);

async fn retry_fn<T, E, F: Future<Output = Result<T, E>>>(
    limit: u32,
    mut work: impl FnMut() -> F,
) -> Result<T, E> {
    let mut failures = 0;
    loop {
        match work().await {
            Err(_) if failures + 1 < limit => failures += 1,
            result => return result,
        }
        sleep(PAUSE).await;
    }
}

async fn fetch(name: &str) -> String {
    sleep(PAUSE).await;
    String::from(name)
}

#[tokio::test]
async fn a_closure_that_counts_outside_of_its_future_may_be_used_in_a_task() {
    let task = task::spawn(async {
        let mut attempts = 0;
        let page = retry_fn(3, || {
            // The count is changed before the future is made, and the future gets a copy.
            attempts += 1;
            let attempt = attempts;
            async move {
                let page = fetch("c").await;
                if attempt == 1 { Err("damaged") } else { Ok(page) }
            }
        });
        (page.await, attempts)
    });
    assert_eq!(task.await.expect("it doesn't panic"), (Ok(String::from("c")), 2));
}
