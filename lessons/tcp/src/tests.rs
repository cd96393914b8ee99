//! The server, and clients that no lesson wrote: the sockets of Python.

use tokio::process::Command;

use super::*;

/// How each script begins. A client that waits for more than ten seconds fails.
const OPENING: &str = r#"
import socket, sys
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

/// Starts the server and returns its port.
async fn server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    task::spawn(serve(listener));
    port
}

#[tokio::test]
async fn the_echo_is_there_for_all_at_once_and_for_any_bytes() {
    let script = r#"
a, b, c = connect(), connect(), connect()
c.sendall(b"hello\n")
hears(c, b"hello\n")
b.sendall(b"no line end")
hears(b, b"no line end")
a.sendall(bytes(range(256)))
hears(a, bytes(range(256)))
"#;
    python(server().await, script).await;
}

#[tokio::test]
async fn the_echo_hangs_up_after_the_last_byte() {
    let script = r#"
a = connect()
a.sendall(b"all I have")
a.shutdown(socket.SHUT_WR)
hears(a, b"all I have")
hears_the_end(a)
"#;
    python(server().await, script).await;
}

/// `accept` fails while no file is left for a connection. It works again when clients have left.
#[test]
#[cfg(target_os = "linux")]
fn too_few_open_files_do_not_end_the_server() {
    // This test starts itself again, with 20 files. Python may have more of them.
    if std::env::var_os("FEW_FILES").is_none() {
        let status = std::process::Command::new("sh")
            .args(["-c", "ulimit -S -n 20 && exec \"$0\" --exact \"$1\""])
            .arg(std::env::current_exe().unwrap())
            .arg("tests::too_few_open_files_do_not_end_the_server")
            .env("FEW_FILES", "1")
            .status()
            .unwrap();
        assert!(status.success());
        return;
    }
    let script = r#"
import resource
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
clients = [connect() for _ in range(40)]
clients[0].sendall(b"still here?")
hears(clients[0], b"still here?")
try:
    clients[-1].settimeout(0.2)
    clients[-1].sendall(b"hello")
    clients[-1].recv(1)
    sys.exit("the last client was accepted, so files were left")
except TimeoutError:
    pass
for client in clients:
    client.close()
late = connect()
late.sendall(b"hello")
hears(late, b"hello")
"#;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { python(server().await, script).await });
}
