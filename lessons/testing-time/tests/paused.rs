//! What moves a paused clock, what doesn't, and how a socket gets its time.

use std::future::pending;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::task;
use tokio::time::{self, Instant, sleep, timeout};

const HOUR: Duration = Duration::from_secs(3600);
const SHORT: Duration = Duration::from_millis(20);

#[tokio::test(start_paused = true)]
async fn gives_up_after_an_hour() {
    let start = Instant::now();
    assert!(timeout(HOUR, pending::<()>()).await.is_err());
    assert!(start.elapsed() >= HOUR);
}

/// A server on a thread, which answers after a short real time.
fn start_server() -> io::Result<SocketAddr> {
    use io::Write;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        let (mut client, _) = listener.accept()?;
        thread::sleep(SHORT);
        client.write_all(b"done")
    });
    Ok(address)
}

async fn read(mut connection: TcpStream) -> io::Result<String> {
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test(start_paused = true)]
async fn with_the_real_clock_a_socket_has_its_time() -> anyhow::Result<()> {
    let connection = TcpStream::connect(start_server()?).await?;
    time::resume(); // from here on, the clock is the system's
    let answer = timeout(HOUR, read(connection)).await??;
    assert_eq!(answer, "done");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn the_clock_does_not_jump_while_a_blocking_task_runs() -> anyhow::Result<()> {
    let start = Instant::now();
    let work = task::spawn_blocking(|| thread::sleep(SHORT));
    timeout(HOUR, work).await??;
    assert_eq!(start.elapsed(), Duration::ZERO);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn advance_moves_the_clock_before_a_new_task_has_set_its_timer() {
    let job = task::spawn(async { sleep(HOUR).await });
    time::advance(HOUR).await;
    task::yield_now().await;
    assert!(!job.is_finished(), "its hour began when the task did, after the jump");
}

#[tokio::test(start_paused = true)]
async fn advance_wakes_a_task_that_has_set_its_timer() {
    let job = task::spawn(async { sleep(HOUR).await });
    task::yield_now().await; // the task starts, and sets its timer
    time::advance(HOUR).await;
    task::yield_now().await;
    assert!(job.is_finished());
}

#[test]
#[should_panic(expected = "requires the `current_thread` Tokio runtime")]
fn a_runtime_with_several_threads_can_not_be_paused() {
    let _ = Builder::new_multi_thread().enable_all().start_paused(true).build();
}

/// Code that is given its way to sleep, so that a test can give it another one. This works on any runtime.
async fn hourly(mut attempt: impl AsyncFnMut() -> bool, sleep: impl AsyncFn(Duration)) {
    while !attempt().await {
        sleep(HOUR).await;
    }
}

#[test]
fn code_that_is_given_its_sleep_needs_no_paused_clock() {
    let (mut attempts, slept) = (0, std::cell::Cell::new(Duration::ZERO));
    smol::block_on(hourly(
        async || {
            attempts += 1;
            attempts == 3
        },
        async |pause| slept.set(slept.get() + pause),
    ));
    assert_eq!(slept.get(), 2 * HOUR);
}
