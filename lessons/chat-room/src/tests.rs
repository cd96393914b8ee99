//! The server, and clients that no lesson wrote: the sockets of Python.

use tokio::process::Command;

use super::*;

/// How each script begins. A client that waits for more than ten seconds fails.
const OPENING: &str = r#"
import socket, struct, sys, time
socket.setdefaulttimeout(10)

def connect():
    return socket.create_connection(("127.0.0.1", int(sys.argv[1])))

def hears(client, text):
    heard = b""
    while len(heard) < len(text):
        part = client.recv(len(text) - len(heard))
        assert part, f"the server hung up after {heard!r:.80}"
        heard += part
    assert heard == text, f"heard {heard!r:.80} instead of {text!r:.80}"

def hears_the_end(client):
    assert client.recv(1) == b"", "the server has not hung up"

def enter():
    client = connect()
    hears(client, b"welcome\n")
    return client
"#;

/// Runs a script against the server at this port. It fails by a failed assert.
async fn python(port: u16, script: &str) {
    let program = if cfg!(windows) { "python" } else { "python3" };
    let output = Command::new(program)
        .arg("-c")
        .arg(format!("{OPENING}{script}"))
        .arg(port.to_string())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap_or_else(|error| panic!("cannot run {program}, which plays the client: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

async fn server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    task::spawn(serve(listener));
    port
}

#[tokio::test]
async fn a_line_reaches_all_others_however_it_is_cut() {
    let script = r#"
ann, bob, cat = enter(), enter(), enter()
ann.sendall(b"he")
time.sleep(0.05)
ann.sendall(b"llo\nagain\n")
for other in bob, cat:
    hears(other, b"hello\nagain\n")
bob.sendall(b"from bob\n")
hears(ann, b"from bob\n")  # and nothing of her own before it
hears(cat, b"from bob\n")
"#;
    python(server().await, script).await;
}

#[tokio::test]
async fn a_member_may_leave_in_any_way() {
    let script = r#"
ann = enter()

polite = enter()
polite.sendall(b"without a line end")
polite.shutdown(socket.SHUT_WR)
hears(ann, b"without a line end\n")
hears_the_end(polite)

rude = enter()
linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
rude.close()  # a reset, and no end

no_text = enter()
no_text.sendall(b"\xff\xfe\n")
hears_the_end(no_text)

bob = enter()
ann.sendall(b"still here?\n")
hears(bob, b"still here?\n")
"#;
    python(server().await, script).await;
}

#[tokio::test]
async fn a_slow_reader_holds_up_nobody_and_is_told_what_it_missed() {
    let script = r#"
ann, cat, bob = enter(), enter(), enter()
picture = b"x" * 99_999 + b"\n"
for _ in range(30):
    ann.sendall(picture)
    hears(bob, picture)
ann.sendall(b"the end\n")
heard = missed = 0
for line in cat.makefile("rb"):
    if line.startswith(b"missed: "):
        missed += int(line.split()[1])
    elif line == picture:
        heard += 1
    else:
        assert line == b"the end\n", f"{line!r:.80}"
        break
assert heard > 0 and missed > 0 and heard + missed == 30, (heard, missed)
"#;
    python(server().await, script).await;
}

#[tokio::test]
async fn who_never_reads_is_out_after_six_seconds() {
    let script = r#"
ann, dan = enter(), enter()
ann.sendall(b"x" * 999_999 + b"\n")
time.sleep(8)
heard = 0
while part := dan.recv(1 << 16):
    heard += len(part)
assert 0 < heard < 1_000_000, heard
"#;
    python(server().await, script).await;
}

#[tokio::test]
async fn who_does_not_read_can_speak() {
    let script = r#"
ann, cat = enter(), enter()
ann.sendall(b"x" * 999_999 + b"\n")
time.sleep(0.2)
cat.sendall(b"wait for me\n")
hears(ann, b"wait for me\n")
"#;
    python(server().await, script).await;
}
