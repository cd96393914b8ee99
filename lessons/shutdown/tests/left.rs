//! What a runtime does with what is left when it is dropped, or shut down.

use std::future::pending;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};

const BUSY: Duration = Duration::from_secs(3);
const LIMIT: Duration = Duration::from_millis(300);

/// A runtime with a task that waits forever, and with a thread that is busy for a while. The receiver gets
/// `dropped` when the task is dropped.
fn runtime() -> (Runtime, mpsc::Receiver<&'static str>) {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (sender, receiver) = mpsc::channel();
    let guard = Guard(sender.clone());
    runtime.spawn(async move {
        let _guard = guard;
        pending::<()>().await;
    });
    runtime.spawn_blocking(move || {
        sender.send("busy").unwrap();
        thread::sleep(BUSY);
    });
    assert_eq!(receiver.recv(), Ok("busy"));
    (runtime, receiver)
}

struct Guard(mpsc::Sender<&'static str>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.send("dropped").unwrap();
    }
}

#[test]
fn dropping_a_runtime_drops_its_tasks_and_waits_for_its_threads() {
    let (runtime, receiver) = runtime();
    let start = Instant::now();

    drop(runtime);
    assert!(start.elapsed() > BUSY / 2);
    assert_eq!(receiver.try_recv(), Ok("dropped"));
}

#[test]
fn shutdown_timeout_waits_no_longer_than_you_say() {
    let (runtime, receiver) = runtime();
    let start = Instant::now();

    runtime.shutdown_timeout(LIMIT);
    assert!(start.elapsed() < BUSY / 2);
    assert_eq!(receiver.try_recv(), Ok("dropped"));
}
