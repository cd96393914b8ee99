//! What of one runtime works under another.

use std::time::Duration;
use std::{panic, thread};

use async_compat::Compat;
use smol::Timer;
use tokio::runtime::{Builder, Handle, RuntimeFlavor};
use tokio::sync::oneshot;
use tokio::time::sleep;

const SHORT: Duration = Duration::from_millis(10);

#[test]
fn a_thread_knows_whether_it_is_in_a_runtime() {
    let error = Handle::try_current().expect_err("no runtime was entered");
    assert!(error.to_string().starts_with("there is no reactor running"));

    let runtime = Builder::new_current_thread().build().expect("it starts");
    let _entered = runtime.enter();
    assert!(Handle::try_current().is_ok());
}

#[test]
fn a_task_needs_a_runtime_too() {
    let panic = panic::catch_unwind(|| tokio::spawn(async {})).expect_err("no runtime was entered");
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or(panic.downcast_ref().copied()).expect("a message");
    assert!(text.starts_with("there is no reactor running"), "{text}");
}

#[test]
fn a_timer_keeps_the_runtime_that_it_was_made_in() {
    let background = Builder::new_multi_thread().worker_threads(1).enable_time().build();
    let background = background.expect("it starts");
    let timer = {
        let _entered = background.enter();
        sleep(SHORT)
    };
    smol::block_on(timer);
}

#[test]
fn a_compat_brings_a_runtime() {
    smol::block_on(Compat::new(async {
        sleep(SHORT).await;
    }));
}

#[test]
fn a_channel_of_tokio_needs_no_runtime() {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        thread::sleep(SHORT);
        sender.send(42)
    });
    assert_eq!(smol::block_on(receiver), Ok(42));
}

#[test]
fn a_timer_of_smol_rings_in_a_runtime_without_timers() {
    let runtime = Builder::new_current_thread().build().expect("it starts");
    runtime.block_on(async {
        Timer::after(SHORT).await;
    });
}

#[test]
fn a_handle_runs_a_future_from_plain_code() {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_time().build();
    let runtime = runtime.expect("it starts");
    let handle = runtime.handle().clone();
    let answer = thread::spawn(move || {
        handle.block_on(async {
            sleep(SHORT).await;
            42
        })
    });
    assert_eq!(answer.join().expect("no panic"), 42);
}

#[tokio::main]
async fn with_the_macro() -> RuntimeFlavor {
    Handle::current().runtime_flavor()
}

fn without_the_macro() -> RuntimeFlavor {
    let runtime = Builder::new_multi_thread().enable_all().build().expect("it starts");
    runtime.block_on(async { Handle::current().runtime_flavor() })
}

#[test]
fn the_macro_makes_a_multi_threaded_runtime() {
    assert_eq!(with_the_macro(), RuntimeFlavor::MultiThread);
    assert_eq!(without_the_macro(), RuntimeFlavor::MultiThread);
}
