//! One child process on each system: its end, its limit, and what it leaves behind.
//!
//! The child is this test program, which exists on every system. It runs only the test `child`, which does
//! what the environment says.

use std::env;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use runner::process::{Ended, run};

/// The variable with a child's role, and the port to which it connects while it is alive.
const ROLE: &str = "CHILD_ROLE";
const PORT: &str = "CHILD_PORT";

/// Longer than any test here takes.
const LONG: Duration = Duration::from_secs(120);

/// How long a process may take to start or to end on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a child does. Without a role it does nothing.
#[test]
fn child() {
    let Ok(role) = env::var(ROLE) else { return };
    let port = env::var(PORT).expect("it has a port").parse::<u16>().expect("a port is a number");
    // The system closes this connection when the process ends, in whatever way it ends.
    let mut alive = TcpStream::connect(("127.0.0.1", port)).expect("the test listens");
    let mut left = itself("sleeps", port);
    match role.as_str() {
        "speaks" => println!("a word"),
        "sleeps" => {}
        "leaves one behind" => drop(left.spawn().expect("it starts")),
        "leaves a silent one behind" => {
            drop(left.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts"));
        }
        "leaves one outside" => drop(outside(&mut left).spawn().expect("it starts")),
        _ => panic!("no child is called {role}"),
    }
    // It ends when the test says so, or when the test ends.
    let _ = alive.read(&mut [0]);
}

/// Puts a process outside its parent's group, as far as that is possible without a direct system call.
#[cfg(unix)]
fn outside(command: &mut Command) -> &mut Command {
    std::os::unix::process::CommandExt::process_group(command, 0)
}

#[cfg(windows)]
fn outside(command: &mut Command) -> &mut Command {
    const DETACHED_PROCESS: u32 = 8;
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
    let flags = DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP;
    std::os::windows::process::CommandExt::creation_flags(command, flags)
}

/// This program in that role.
fn itself(role: &str, port: u16) -> Command {
    let mut command = Command::new(env::current_exe().expect("this test has a path"));
    command.args(["--exact", "child", "--nocapture"]);
    command.env(ROLE, role).env(PORT, port.to_string());
    command
}

/// A port, and the connection of each process that comes to it.
fn listen() -> (u16, Receiver<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it has an address").port();
    let (send, processes) = channel();
    thread::spawn(move || listener.incoming().flatten().try_for_each(|stream| send.send(stream)));
    (port, processes)
}

/// Runs a child in that role. When as many processes as are expected have come, `then` gets their
/// connections. All of them must end with the child.
fn ran(role: &str, expected: usize, then: impl FnOnce(&mut [TcpStream], &AtomicBool)) -> Ended {
    let (ended, streams) = ran_and_left(role, expected, then);
    assert!(streams.into_iter().all(|stream| has_ended(stream, PATIENCE)), "a process is left");
    ended
}

/// The same. Returns the connections too.
fn ran_and_left(
    role: &str,
    expected: usize,
    then: impl FnOnce(&mut [TcpStream], &AtomicBool),
) -> (Ended, Vec<TcpStream>) {
    let (port, processes) = listen();
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let ended = scope.spawn(|| run(itself(role, port), LONG, [None, None], &stop));
        let next = |_| processes.recv_timeout(PATIENCE).expect("a process starts");
        let mut streams: Vec<_> = (0..expected).map(next).collect();
        then(&mut streams, &stop);
        (ended.join().expect("it does not panic").expect("it starts"), streams)
    })
}

/// Whether the process at the other end ends in that time.
fn has_ended(mut stream: TcpStream, within: Duration) -> bool {
    stream.set_read_timeout(Some(within)).expect("a time that is not zero");
    match stream.read(&mut [0]) {
        Ok(read) => read == 0,
        Err(error) => error.kind() == ErrorKind::ConnectionReset,
    }
}

fn lets_it_end(processes: &mut [TcpStream]) {
    // The child comes first: it starts the other.
    processes[0].write_all(&[1]).expect("the child reads");
}

#[test]
fn a_child_that_ends_by_itself_has_a_status_and_its_output() {
    // Many times, because the events of a child's end may arrive in any order.
    for _ in 0..20 {
        let ended = ran("speaks", 1, |processes, _| lets_it_end(processes));
        assert!(ended.status.is_some_and(|status| status.success()), "{ended:?}");
        assert!(String::from_utf8_lossy(&ended.stdout.head).contains("a word"), "{ended:?}");
        assert!(!ended.left_behind);
    }
}

#[test]
fn a_child_that_is_stopped_ends() {
    let ended = ran("sleeps", 1, |_, stop| stop.store(true, Ordering::Relaxed));
    assert!(ended.status.is_none() && !ended.left_behind, "{ended:?}");
}

#[test]
fn a_child_ends_at_its_limit() {
    let (port, _processes) = listen();
    let start = Instant::now();
    let limit = Duration::from_millis(300);
    let ended = run(itself("sleeps", port), limit, [None, None], &AtomicBool::new(false));
    assert!(ended.expect("it starts").status.is_none());
    assert!(start.elapsed() < PATIENCE, "it ended after {:?}", start.elapsed());
}

#[test]
fn what_holds_the_output_open_is_told_and_ends() {
    let ended = ran("leaves one behind", 2, |processes, _| lets_it_end(processes));
    assert!(ended.left_behind && ended.status.is_some(), "{ended:?}");
}

#[test]
fn what_holds_nothing_ends_too() {
    let ended = ran("leaves a silent one behind", 2, |processes, _| lets_it_end(processes));
    assert!(ended.status.is_some(), "{ended:?}");
    // On Windows it still inherits the child's output, and holds it open.
    assert!(!ended.left_behind || cfg!(windows), "{ended:?}");
}

#[test]
#[cfg(windows)]
fn no_process_leaves_a_job() {
    let ended = ran("leaves one outside", 2, |processes, _| lets_it_end(processes));
    assert!(ended.status.is_some(), "{ended:?}");
}

#[test]
#[cfg(unix)]
fn what_leaves_the_group_is_told_and_stays() {
    let (ended, mut streams) =
        ran_and_left("leaves one outside", 2, |processes, _| lets_it_end(processes));
    assert!(ended.left_behind && ended.status.is_some(), "{ended:?}");
    let outside = streams.pop().expect("it came last");
    assert!(!has_ended(outside, Duration::from_millis(300)), "the group's end reached it");
}
