//! The server, and clients that no lesson wrote: Python's package `websockets`, and plain sockets.

use std::env;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use tokio::process::Command;

use super::*;

/// How each script begins. A client that waits for more than ten seconds fails.
const OPENING: &str = r#"
import socket, struct, sys
from websockets.exceptions import ConnectionClosedOK
from websockets.sync.client import connect
socket.setdefaulttimeout(10)
port = int(sys.argv[1])

def enter():
    return connect(f"ws://127.0.0.1:{port}", proxy=None, open_timeout=10, close_timeout=10)

def figure(viewer):
    number, word = viewer.recv(timeout=10).split()
    assert word == "orders", word
    return int(number)
"#;

/// Runs a script against the server at this port. It fails by a failed assert.
async fn python(port: u16, script: &str) {
    let output = Command::new(interpreter())
        .arg("-c")
        .arg(format!("{OPENING}{script}"))
        .arg(port.to_string())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The Python that has the package. It is in the target folder, like this program.
fn interpreter() -> PathBuf {
    let python = if cfg!(windows) { "python/Scripts/python.exe" } else { "python/bin/python" };
    let program = env::current_exe().unwrap();
    let found = program.ancestors().map(|folder| folder.join(python)).find(|path| path.exists());
    found.expect("target/python is missing, the client's Python: run `cargo xtask python-setup`")
}

async fn server(figures: watch::Receiver<u32>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    task::spawn(serve(listener, figures));
    port
}

/// A server with a new figure each few milliseconds: 1, 2, 3 … up to this one.
async fn counting(last: u32) -> u16 {
    let (figures, newest) = watch::channel(0);
    task::spawn(async move {
        for number in 1..=last {
            sleep(Duration::from_millis(5)).await;
            figures.send_replace(number);
        }
    });
    server(newest).await
}

#[tokio::test]
async fn one_leaves_and_the_other_goes_on() {
    let script = r#"
ann, bob = enter(), enter()
assert figure(ann) < figure(ann) < figure(ann)
ann.close(1000, "seen enough")
# 1006 stands for a connection that ended without the other's close.
assert (ann.close_code, ann.close_reason) == (1000, "seen enough"), ann.close_code
seen = [figure(bob) for _ in range(50)]
assert seen == sorted(set(seen)), seen
bob.close()
"#;
    python(counting(u32::MAX).await, script).await;
}

#[tokio::test]
async fn the_end_of_the_figures_is_a_close() {
    let script = r#"
ann = enter()
try:
    while True:
        figure(ann)
except ConnectionClosedOK as end:
    assert (end.rcvd.code, end.rcvd.reason) == (1001, "no more figures"), end
    assert end.rcvd_then_sent, end
"#;
    python(counting(200).await, script).await;
}

#[tokio::test]
async fn a_viewer_may_talk_and_ping() {
    let script = r#"
ann = enter()
ann.send("does anybody read this?")
ann.send(b"\x00\xff")
assert ann.ping().wait(10), "no pong"
figure(ann)
ann.close()
assert ann.close_code == 1000, ann.close_code
"#;
    python(counting(u32::MAX).await, script).await;
}

#[tokio::test]
async fn whoever_does_not_keep_to_the_protocol_harms_nobody_else() {
    let script = r#"
silent = socket.create_connection(("127.0.0.1", port))

browser = socket.create_connection(("127.0.0.1", port))
browser.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
while browser.recv(1 << 12):
    pass  # until the server hangs up

rude = enter()
linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
rude.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
figure(rude)
rude.socket.close()  # a reset, and no close

ann = enter()
assert figure(ann) < figure(ann)
ann.close()
"#;
    python(counting(u32::MAX).await, script).await;
}

/// Here the client is tungstenite: what counts is that a new figure is ready whenever a close is.
#[tokio::test]
async fn a_close_is_answered_however_fast_the_figures_come() {
    let (figures, newest) = watch::channel(0);
    let url = format!("ws://127.0.0.1:{}", server(newest).await);
    // A thread, which ends with the server: send is an error when nobody is left to receive.
    thread::spawn(move || (1..).try_for_each(|number| figures.send(number)));
    for _ in 0..50 {
        let (mut viewer, _) = connect_async(&url).await.unwrap();
        viewer.close(None).await.unwrap();
        while !viewer.try_next().await.unwrap().unwrap().is_close() {}
    }
}
