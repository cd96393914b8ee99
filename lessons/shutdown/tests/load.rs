//! A real SIGTERM to the server under a load tool that nobody here wrote, and clients that are slow.
//!
//! Only on Linux, because of /proc. `timeout`, of coreutils, ends a load that hangs.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Fewer than the system keeps in the queue of a listener, 128 where nobody asked for more.
const CLIENTS: usize = 100;

/// While one load asks and leaves without an end, 100 requests that take three seconds are in progress. The
/// signal comes in the middle of them.
#[test]
#[ignore = "needs ab, a load tool"]
fn no_request_that_was_accepted_is_lost() {
    let mut server = Server::start("1s");
    let files = server.open_files();
    // ab sends one request alone, and when it's answered, as many at the same time as it's told.
    let (clients, requests) = (CLIENTS.to_string(), (CLIENTS + 1).to_string());
    let in_progress = ab(&["-c", &clients, "-n", &requests], &server.url("report"));
    // A connection that was accepted is an open file of the server.
    server.wait_for_files(files + CLIENTS);
    // With -v 2, ab prints the head of each answer.
    let endless = ab(&["-v", "2", "-c", "20", "-n", "1000000"], &server.url(""));
    let endless = thread::spawn(|| endless.wait_with_output().expect("it can be read"));
    thread::sleep(Duration::from_millis(500));
    server.terminate();

    let output = in_progress.wait_with_output().expect("it can be read");
    let report = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
    let number = |name| report.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    assert_eq!(number("Complete requests:"), Some(requests.as_str()), "{report}");
    assert_eq!(number("Failed requests:"), Some("0"), "{report}");
    assert_eq!(number("Non-2xx responses:"), None, "{report}");
    assert_eq!(number("Document Length:"), Some("5 bytes"), "{report}");

    let (log, status) = server.end();
    assert_eq!(log, "accepts no more\n", "no client had to be given up");
    assert!(status.success(), "{status}");

    // The endless load was answered until it was refused.
    let output = endless.join().expect("no panic");
    assert!(!output.status.success());
    assert_ne!(output.status.code(), Some(124), "ab was not refused within 60 s");
    let answers = String::from_utf8_lossy(&output.stdout).matches("200 OK").count();
    assert!(answers > 0, "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_deadline_ends_a_client_that_never_reads() -> io::Result<()> {
    let mut server = Server::start("300ms");
    let mut stream = TcpStream::connect(&server.address)?;
    stream.write_all(b"GET /picture HTTP/1.1\r\nhost: lesson\r\n\r\n")?;
    let mut begin = [0; 12];
    stream.read_exact(&mut begin)?;
    assert_eq!(&begin, b"HTTP/1.1 200");

    let signal = Instant::now();
    server.terminate();
    let (log, status) = server.end();
    assert_eq!(log, "accepts no more\ngives up\n");
    assert!(status.success(), "{status}");
    assert!(signal.elapsed() >= Duration::from_millis(3 * 300), "{:?}", signal.elapsed());
    Ok(())
}

/// The client is accepted before the signal, and sends its request after it.
#[test]
fn a_client_that_was_accepted_may_still_ask() -> io::Result<()> {
    let mut server = Server::start("1s");
    let files = server.open_files();
    let mut stream = TcpStream::connect(&server.address)?;
    server.wait_for_files(files + 1);
    server.terminate();
    assert_eq!(server.line(), "accepts no more\n");

    stream.write_all(b"GET / HTTP/1.1\r\nhost: lesson\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("done\n"), "{answer}");
    let (log, status) = server.end();
    assert_eq!(log, "");
    assert!(status.success(), "{status}");
    Ok(())
}

/// A client that was accepted and says nothing is closed before the drain begins.
#[test]
fn a_client_that_asks_nothing_does_not_use_up_the_deadline() -> io::Result<()> {
    let mut server = Server::start("500ms");
    let files = server.open_files();
    let mut stream = TcpStream::connect(&server.address)?;
    server.wait_for_files(files + 1);
    server.terminate();
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    assert_eq!(answer, "");
    let (log, status) = server.end();
    assert_eq!(log, "accepts no more\n");
    assert!(status.success(), "{status}");
    Ok(())
}

/// Starts ab, with enough files.
fn ab(arguments: &[&str], url: &str) -> Child {
    Command::new("sh")
        .args(["-c", "ulimit -S -n 2048 && exec timeout 60 ab -q \"$@\"", "ab"])
        .args(arguments)
        .arg(url)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("there is a shell")
}

/// The lesson's own server, as a process.
struct Server {
    process: Child,
    lines: BufReader<ChildStdout>,
    address: String,
}

impl Server {
    fn start(second: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_shutdown"))
            .args(["serve", "--second", second])
            .stdout(Stdio::piped())
            .stderr(Stdio::null()) // it reports each client that leaves without its answer
            .spawn()
            .expect("it was built");
        let lines = BufReader::new(process.stdout.take().expect("it is piped"));
        let mut server = Self { process, lines, address: String::new() };
        server.line().trim().clone_into(&mut server.address);
        server
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("it can be read");
        line
    }

    fn terminate(&self) {
        let id = self.process.id().to_string();
        let status = Command::new("kill").args(["-TERM", &id]).status().expect("there is kill");
        assert!(status.success(), "{status}");
    }

    /// What the server still prints, and how it ends.
    fn end(&mut self) -> (String, ExitStatus) {
        let mut log = String::new();
        self.lines.read_to_string(&mut log).expect("it can be read");
        (log, self.process.wait().expect("it was started"))
    }

    fn wait_for_files(&self, number: usize) {
        let start = Instant::now();
        while self.open_files() < number {
            assert!(start.elapsed() < Duration::from_secs(30), "{} files", self.open_files());
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn open_files(&self) -> usize {
        let files = fs::read_dir(format!("/proc/{}/fd", self.process.id()));
        files.expect("it runs").count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
