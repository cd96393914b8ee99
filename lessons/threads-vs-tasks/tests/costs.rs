//! What a waiting thread and a waiting task cost, as Linux counts it.
//!
//! The two parts are one test: the numbers are those of the whole process, so nothing else may run.
#![cfg(target_os = "linux")]

use std::fs;
use std::sync::{Arc, Barrier};
use std::thread;

use tokio::task;
use tokio::time::{Duration, sleep};

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// What this process has, in bytes.
struct Memory {
    /// Address space.
    reserved: usize,
    /// Memory that is really there.
    used: usize,
}

impl Memory {
    fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").expect("Linux has it");
        let of = |name: &str| {
            let kib = status.lines().find_map(|line| line.strip_prefix(name)?.strip_suffix(" kB"));
            kib.and_then(|kib| kib.trim().parse::<usize>().ok()).expect("a number of kB") * KIB
        };
        Self { reserved: of("VmSize:"), used: of("VmRSS:") }
    }
}

#[test]
fn a_thread_reserves_two_mebibytes_and_a_task_uses_less_than_a_kibibyte() {
    let before = Memory::now();
    let all = Barrier::new(101);
    let threads = thread::scope(|scope| {
        for _ in 0..100 {
            scope.spawn(|| (all.wait(), all.wait()));
        }
        all.wait(); // a hundred threads have begun to wait
        let now = Memory::now();
        all.wait();
        now
    });
    assert!(threads.reserved - before.reserved >= 100 * 2 * MIB);
    assert!(threads.used - before.used < 100 * 64 * KIB);

    ten_thousand_tasks();
}

#[tokio::main(flavor = "current_thread")]
async fn ten_thousand_tasks() {
    let all = Arc::new(tokio::sync::Barrier::new(10_001));
    let before = Memory::now();
    let wait = |all: Arc<tokio::sync::Barrier>| async move {
        all.wait().await;
        sleep(Duration::from_secs(3600)).await;
    };
    let handles: Vec<_> = (0..10_000).map(|_| task::spawn(wait(all.clone()))).collect();
    all.wait().await; // ten thousand tasks exist
    task::yield_now().await;
    assert!(Memory::now().used - before.used < 10_000 * KIB);
    handles.iter().for_each(task::JoinHandle::abort);
}
