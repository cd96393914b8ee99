//! One child process, with bounded output and a time limit, ended with its whole group.

use std::io::{Read, Write};
use std::mem;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use course::exit::Exit;
use process_wrap::std::{ChildWrapper, CommandWrap};

/// How many bytes of a stream's beginning are kept.
const HEAD: usize = 1 << 20;

/// How many bytes of its end are kept.
const TAIL: usize = 64 << 10;

/// How many chunks of output may wait to be passed on: more than a lesson has lines.
const PASSING: usize = 1024;

/// How long a pipe may stay open after the program that was started has ended.
const GRACE: Duration = Duration::from_millis(500);

/// How long to wait for a killed program to end.
const DYING: Duration = Duration::from_secs(5);

/// The time between two checks of a child that prints nothing.
const TICK: Duration = Duration::from_millis(5);

/// Whether Ctrl-C was pressed; every child is then ended.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Handles Ctrl-C from now on: children are ended, and the functions that run them return. A second Ctrl-C
/// ends this process immediately.
///
/// # Errors
/// If the system does not allow it.
pub fn take_ctrl_c() -> Result<()> {
    ctrlc::set_handler(|| {
        // The second Ctrl-C is for a run that does not end as it should.
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted as i32);
        }
    })
    .context("failed to take Ctrl-C")
}

/// Whether Ctrl-C was pressed.
#[must_use]
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// A child that has ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit status; none if it was killed.
    pub status: Option<ExitStatus>,
    /// What it printed.
    pub stdout: Kept,
    /// What it printed on standard error.
    pub stderr: Kept,
    /// How long it ran.
    pub took: Duration,
    /// Whether a process that it started still held its output open after it had ended.
    pub left_behind: bool,
}

/// What is kept of a stream: all of it, or its head and its tail.
#[derive(Debug, Default)]
pub struct Kept {
    /// Its beginning.
    pub head: Vec<u8>,
    /// What came last, if the head is not everything.
    pub tail: Vec<u8>,
    /// How many bytes came.
    pub total: u64,
    /// When each line of the head was complete.
    pub stamps: Vec<Duration>,
}

impl Kept {
    /// Whether bytes between head and tail are lost.
    #[must_use]
    pub fn overflowed(&self) -> bool {
        self.total > self.head.len() as u64
    }

    fn take(&mut self, bytes: &[u8], at: Duration) {
        self.total += bytes.len() as u64;
        let room = HEAD - self.head.len();
        let (head, rest) = bytes.split_at(bytes.len().min(room));
        self.head.extend_from_slice(head);
        self.stamps.extend(head.iter().filter(|&&byte| byte == b'\n').map(|_| at));
        self.tail.extend_from_slice(rest);
        let surplus = self.tail.len().saturating_sub(TAIL);
        // Rarely, not with every read, because this moves memory.
        if surplus > TAIL {
            self.tail.drain(..surplus);
        }
    }
}

/// Where a child's output goes as it comes.
pub type Echo = Option<Box<dyn Write + Send>>;

/// Runs a command in a new process group until it ends, or until `limit`, or until `stop` is set, or until
/// Ctrl-C. Its standard output and standard error are passed on to `echo` as they come.
///
/// # Errors
/// If the program cannot be started.
pub fn run(
    mut command: Command,
    limit: Duration,
    [echo_stdout, echo_stderr]: [Echo; 2],
    stop: &AtomicBool,
) -> Result<Ended> {
    let program = command.get_program().to_os_string();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut wrap = CommandWrap::from(command);
    #[cfg(unix)]
    wrap.wrap(process_wrap::std::ProcessGroup::leader());
    #[cfg(windows)]
    wrap.wrap(process_wrap::std::JobObject);
    let start = Instant::now();
    let mut child =
        wrap.spawn().with_context(|| format!("failed to start {}", program.to_string_lossy()))?;
    let (closed, closings) = channel();
    let stdout = child.stdout().take().context("standard output is piped")?;
    let (stdout, passes_stdout) = read(stdout, start, echo_stdout, closed.clone());
    let stderr = child.stderr().take().context("standard error is piped")?;
    let (stderr, passes_stderr) = read(stderr, start, echo_stderr, closed);
    let (status, left_behind, open) = wait(child.as_mut(), start, limit, &closings, stop)?;
    // Later output must not overtake what is still being passed on. A stream that stays open never ends.
    if open == 0 {
        for passes in [passes_stdout, passes_stderr].into_iter().flatten() {
            let _ = passes.join();
        }
    }
    let taken =
        |kept: &Mutex<Kept>| mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner));
    let (stdout, stderr) = (taken(&stdout), taken(&stderr));
    Ok(Ended { status, stdout, stderr, took: start.elapsed(), left_behind })
}

/// Waits for the child and for both of its pipes, and ends the rest of its group. Returns its status,
/// whether a pipe stayed open after it, and how many pipes are still open.
fn wait(
    child: &mut dyn ChildWrapper,
    start: Instant,
    limit: Duration,
    closings: &Receiver<()>,
    stop: &AtomicBool,
) -> Result<(Option<ExitStatus>, bool, usize)> {
    let mut open = 2;
    let mut exit: Option<(ExitStatus, Instant)> = None;
    let left_behind = loop {
        match closings.recv_timeout(TICK) {
            Ok(()) => open -= 1,
            // Both pipes are closed, so only the end is left to wait for.
            Err(RecvTimeoutError::Disconnected) => thread::sleep(Duration::from_millis(1)),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if exit.is_none() {
            let status = child.try_wait().context("failed to wait for a program")?;
            exit = status.map(|status| (status, Instant::now()));
        }
        match exit {
            Some(_) if open == 0 => break false,
            Some((_, at)) if at.elapsed() > GRACE => break true,
            _ if start.elapsed() > limit || interrupted() || stop.load(Ordering::Relaxed) => {
                break false;
            }
            _ => {}
        }
    };
    // The group may outlive its first process. A process cannot ignore this signal.
    let _ = child.start_kill();
    let killed = Instant::now();
    // `child.wait()` could wait forever: on Windows for a message of the job that `try_wait` has already
    // taken, elsewhere for a process that the system cannot end.
    while matches!(child.try_wait(), Ok(None)) && killed.elapsed() < DYING {
        thread::sleep(Duration::from_millis(1));
    }
    // With the group gone the pipes close. A process that left the group may still hold one, so this does
    // not wait forever.
    while open > 0 && closings.recv_timeout(GRACE).is_ok() {
        open -= 1;
    }
    Ok((exit.map(|(status, _)| status), left_behind, open))
}

/// Reads a stream to its end on a new thread.
fn read(
    mut stream: impl Read + Send + 'static,
    start: Instant,
    echo: Echo,
    closed: Sender<()>,
) -> (Arc<Mutex<Kept>>, Option<JoinHandle<()>>) {
    let kept = Arc::new(Mutex::new(Kept::default()));
    let shared = Arc::clone(&kept);
    let (send, passes) = echo.map(pass_on).unzip();
    thread::spawn(move || {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(read @ 1..) = stream.read(&mut buffer) {
            let at = start.elapsed();
            shared.lock().unwrap_or_else(PoisonError::into_inner).take(&buffer[..read], at);
            if let Some(send) = &send {
                // The reader may be gone. The check continues anyway.
                let _ = send.send(buffer[..read].to_vec());
            }
        }
        // The receiver may have given up on this stream.
        let _ = closed.send(());
    });
    (kept, passes)
}

/// Writes what it is sent, on a new thread: a slow reader must not delay the program, because its lines
/// would come late.
fn pass_on(mut echo: Box<dyn Write + Send>) -> (SyncSender<Vec<u8>>, JoinHandle<()>) {
    let (send, receive) = sync_channel::<Vec<u8>>(PASSING);
    let passes = thread::spawn(move || {
        for bytes in receive {
            if echo.write_all(&bytes).and_then(|()| echo.flush()).is_err() {
                return;
            }
        }
    });
    (send, passes)
}
