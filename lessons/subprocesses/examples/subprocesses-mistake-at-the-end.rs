//! "I collect the output and show it afterwards. The text is the same."
//!
//! It is the same, and nobody sees a line of it before the child has ended.
//!
//! Breaks: the second of "noisy: half way"

use std::process::{self, Output, Stdio};
use std::{env, io, thread};

use in_order::{Finished, lesson, say, secs};
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};
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
        .kill_on_drop(true) // without this, the child keeps running if `?` drops it
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
    if let Ok(result) = timeout(secs(limit), child.wait_with_output()).await {
        let Output { status, stdout, stderr } = result?;
        for line in String::from_utf8_lossy(&stdout).lines() {
            say!("{name}: {line}");
        }
        say!("{name}: {status}, {} bytes of log", stderr.len());
    } else {
        // The timeout dropped the future and the child in it, so that `kill_on_drop` killed it.
        say!("{name}: killed");
        say!("{name}: its output has ended");
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
