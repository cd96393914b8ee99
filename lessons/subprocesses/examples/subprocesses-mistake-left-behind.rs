//! "Dropping the child kills it, just as dropping a future cancels it."
//!
//! Without `kill_on_drop` the process runs on, keeps its end of the pipe, and writes.
//!
//! Breaks: unexpected: "slow: done"

use std::process::{self, Stdio};
use std::{env, io, thread};

use in_order::{Finished, lesson, say, secs};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::runtime::Builder;
use tokio::time::timeout;

fn main() -> anyhow::Result<Finished> {
    // Each child is this same program, with arguments. A child needs no runtime.
    let mut args = env::args().skip(1);
    if let (Some("child"), Some(work)) = (args.next().as_deref(), args.next()) {
        child(&work);
    }
    Builder::new_current_thread().enable_all().build()?.block_on(parent())
}

async fn parent() -> anyhow::Result<Finished> {
    // Before the clock, because the time that a program takes to start depends on the machine.
    let (quick, noisy, slow) = tokio::try_join!(start("quick"), start("noisy"), start("slow"))?;
    let lesson = lesson!();
    tokio::try_join!(
        follow("quick", quick, 60),
        follow("noisy", noisy, 60),
        follow("slow", slow, 3)
    )?;
    say!("all three have ended");

    lesson.finish()
}

/// Starts a child and waits until it says `ready`.
async fn start(work: &str) -> io::Result<Child> {
    let mut child = Command::new(env::current_exe()?)
        .args(["child", work])
        .args(env::args().skip(1)) // such as `--second`, so that the child keeps the same time
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let stdout = child.stdout.as_mut().expect("it is piped");
    // Exactly these bytes. A `BufReader` would read ahead, and its buffer would be lost with it.
    stdout.read_exact(&mut [0; "ready\n".len()]).await?;
    Ok(child)
}

/// Lets a child begin, says each of its lines as it comes, and ends it when its time is up.
async fn follow(name: &str, mut child: Child, limit: u32) -> io::Result<()> {
    say!("{name}: ready");
    drop(child.stdin.take()); // the child waits for the end of its input
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let mut stderr = child.stderr.take().expect("it is piped");
    let mut log = Vec::new();
    // Read both pipes together: a child whose pipe is full waits until somebody reads.
    let all = async {
        tokio::try_join!(show(name, &mut lines), stderr.read_to_end(&mut log), child.wait())
    };
    if let Ok(result) = timeout(secs(limit), all).await {
        let ((), bytes, status) = result?;
        say!("{name}: {status}, {bytes} bytes of log");
    } else {
        drop(child);
        say!("{name}: killed");
        // The output ends when neither the child nor a process that it started can write to it any more.
        show(name, &mut lines).await?;
        say!("{name}: its output has ended");
    }
    Ok(())
}

async fn show(name: &str, lines: &mut Lines<BufReader<ChildStdout>>) -> io::Result<()> {
    while let Some(line) = lines.next_line().await? {
        say!("{name}: {line}");
    }
    Ok(())
}

/// The other side. It may block its thread, because it is a separate process.
fn child(work: &str) -> ! {
    println!("ready");
    let _ = io::read_to_string(io::stdin());
    // `println!` panics if nobody can read it, so a child doesn't outlive its parent for long.
    let wait_and_print = |seconds: u32, line| {
        thread::sleep(secs(seconds));
        println!("{line}");
    };
    match work {
        "quick" => wait_and_print(1, "not found"),
        "noisy" => {
            eprint!("{}", "#".repeat(1 << 20)); // 1 MiB, more than a pipe holds
            wait_and_print(1, "half way");
            wait_and_print(1, "done");
        }
        _ => wait_and_print(8, "done"),
    }
    process::exit(if work == "quick" { 3 } else { 0 })
}
