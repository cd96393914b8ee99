//! What a child leaves behind, what a full pipe stops, and what is an error.
#![cfg(unix)]

use std::io;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::time::timeout;

const LARGE: usize = 1 << 20; // more than two pipes hold

fn start(program: &str, args: &[&str]) -> io::Result<Child> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn()
}

#[test]
fn a_program_that_does_not_exist_is_an_error_of_spawn() {
    let error = Command::new("no-such-program").spawn().unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
}

#[tokio::test]
async fn input_is_written_while_the_output_is_read() -> io::Result<()> {
    let mut child = start("cat", &[])?;
    let mut stdin = child.stdin.take().expect("it is piped");
    let mut stdout = child.stdout.take().expect("it is piped");
    let (text, mut copy) = (vec![b'#'; LARGE], Vec::new());

    let write = async {
        stdin.write_all(&text).await?;
        drop(stdin); // the end of its input
        Ok(())
    };
    tokio::try_join!(write, stdout.read_to_end(&mut copy))?;

    assert_eq!(copy, text);
    assert!(child.wait().await?.success());
    Ok(())
}

#[tokio::test]
async fn input_that_is_written_first_fills_both_pipes() -> io::Result<()> {
    let mut child = start("cat", &[])?;
    let mut stdin = child.stdin.take().expect("it is piped");
    let text = vec![b'#'; LARGE];
    let written = timeout(Duration::from_millis(200), stdin.write_all(&text)).await;
    assert!(written.is_err(), "cat waits until somebody reads");
    Ok(())
}

#[tokio::test]
async fn a_pipe_outlives_the_child_if_a_grandchild_holds_it() -> io::Result<()> {
    let mut child = start("sh", &["-c", "sleep 1 & echo started; wait"])?;
    let mut stdout = child.stdout.take().expect("it is piped");
    stdout.read_exact(&mut [0; "started\n".len()]).await?;
    child.kill().await?; // returns when the child has ended

    let mut rest = Vec::new();
    let end = timeout(Duration::from_millis(200), stdout.read_to_end(&mut rest)).await;
    assert!(end.is_err(), "the pipe is open as long as the grandchild sleeps");
    assert_eq!(stdout.read_to_end(&mut rest).await?, 0);
    Ok(())
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn tokio_collects_the_status_of_a_dropped_child() -> io::Result<()> {
    let child = Command::new("true").spawn()?;
    let process = format!("/proc/{}", child.id().expect("it runs"));
    drop(child);
    let gone = async {
        while std::fs::exists(&process)? {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        io::Result::Ok(())
    };
    timeout(Duration::from_secs(10), gone).await.expect("no zombie is left")
}
