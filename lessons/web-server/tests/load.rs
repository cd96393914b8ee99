//! `--serve` under a load tool that nobody here wrote, beside clients that connect and say nothing.
//!
//! On Linux only, because of /proc. `timeout`, of coreutils, ends a load that hangs.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const SILENT: usize = 100;

/// A debug build took 25 MB. The lesson should run on machines of 1 GB and more.
const MOST_MEMORY_KB: u64 = 256 << 10;

#[test]
#[ignore = "needs ab, of Debian's apache2-utils"]
fn a_thousand_at_once_are_served_beside_silent_clients() {
    // As on many a Linux.
    let server = Server::start("ulimit -S -n 1024");
    let silent = server.connect_silently();
    load(&server, "5000");
    let peak = server.peak_memory_kb();
    assert!(peak < MOST_MEMORY_KB, "the server took {peak} kB");
    drop(silent);
    ask(&server.connect());
}

/// What the page says: 9 kB. The limit leaves room for other allocators and page sizes.
#[test]
fn a_silent_client_costs_little_memory() {
    let server = Server::start("ulimit -S -n 1024");
    ask(&server.connect());
    let before = server.peak_memory_kb();
    let silent: Vec<_> = (0..5).flat_map(|_| server.connect_silently()).collect();
    ask(&server.connect()); // all before it are accepted
    let kb = (server.peak_memory_kb() - before) / silent.len() as u64;
    println!("a silent client: {kb} kB");
    assert!(kb < 32, "a silent client took {kb} kB");
}

/// `accept` fails while the server has all its files open, and works again when others have ended.
#[test]
fn too_few_open_files_do_not_end_the_server() {
    let server = Server::start("ulimit -n 64");
    // The last of them wait in the system's queue. The answer takes the server a while, in which it
    // accepts as many as it can, and tries to accept another.
    let silent = server.connect_silently();
    ask(&silent[0]);
    // Not equal: one that was inherited may have a number above the limit.
    assert!(server.open_files() >= 64, "all its files are open");
    drop(silent);
    ask(&server.connect());
}

/// A thousand clients at once, until the given number of requests is answered.
fn load(server: &Server, requests: &str) {
    // ab doesn't raise the limit.
    let ab = "ulimit -S -n 2048 && exec timeout 60 ab -q -c 1000 -n \"$0\" \"$1\"";
    let output = Command::new("sh")
        .args(["-c", ab, requests, &format!("http://{}/", server.address)])
        .output()
        .expect("there is a shell");
    let report = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
    assert_ne!(output.status.code(), Some(124), "ab was not done after 60 s\n{report}");
    assert!(output.status.success(), "ab, of apache2-utils: {}\n{report}", output.status);
    let number = |name| report.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    assert_eq!(number("Complete requests:"), Some(requests), "{report}");
    assert_eq!(number("Failed requests:"), Some("0"), "{report}");
    assert_eq!(number("Document Length:"), Some("6 bytes"), "{report}");
    // ab counts any answer as complete, and prints this line only if some have another status than 2xx.
    assert_eq!(number("Non-2xx responses:"), None, "{report}");
}

/// Asks on this connection, which stays open, and is answered.
fn ask(mut stream: &TcpStream) {
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("it isn't zero");
    stream.write_all(b"GET / HTTP/1.1\r\nhost: lesson\r\n\r\n").expect("it is open");
    let (mut answer, mut part) = (String::new(), [0; 256]);
    while !answer.ends_with("\r\n\r\nhello\n") {
        let size = stream.read(&mut part).expect("it answers within 30 s");
        assert_ne!(size, 0, "the answer ends early: {answer:?}");
        answer += &String::from_utf8_lossy(&part[..size]);
    }
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
}

/// The lesson's own server, as a process.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(limit: &str) -> Self {
        let mut process = Command::new("sh")
            .args(["-c", &format!("{limit} && exec \"$0\" \"$@\"")])
            .arg(env!("CARGO_BIN_EXE_web-server"))
            // Short enough for a few rounds, and long enough that a thousand are there at once.
            .args(["--second", "300ms", "--serve", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("there is a shell");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("it is a pipe"))
            .read_line(&mut line)
            .expect("it says where it listens");
        let address = line.trim().strip_prefix("http://").expect("it listens").to_owned();
        Self { process, address }
    }

    /// They are accepted before later clients, because the system's queue keeps the order.
    fn connect_silently(&self) -> Vec<TcpStream> {
        (0..SILENT).map(|_| self.connect()).collect()
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).expect("it listens")
    }

    fn open_files(&self) -> usize {
        let files = fs::read_dir(format!("/proc/{}/fd", self.process.id()));
        files.expect("it runs").count()
    }

    /// The most that was resident at any moment. The kernel's buffers of the sockets are not in it.
    fn peak_memory_kb(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb = line.and_then(|line| line.trim().strip_suffix(" kB"));
        kb.and_then(|kb| kb.parse().ok()).expect("a number of kB")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
