//! Whatever is in `DATABASE_URL`, the lesson ends with one clear message.

use std::net::TcpListener;
use std::process::Command;

const WANTED: &str = "DATABASE_URL must be postgres://USER:PASSWORD@HOST:PORT/DATABASE";
const NO_CONNECTION: &str = "no connection to the PostgreSQL server of DATABASE_URL";

#[test]
fn each_address_gets_a_clear_message() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    // The kernel accepts connections to it, and nobody answers.
    let silent = listener.local_addr().expect("it is bound");
    let nobody = {
        let gone = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        gone.local_addr().expect("it is bound")
    };
    for (url, message, detail) in [
        ("", WANTED, "or unset to use SQLite"),
        ("host=localhost", WANTED, "or unset to use SQLite"),
        ("mysql://me:secret@localhost/shop", WANTED, "begins with mysql://"),
        ("postgres://me:secret@localhost:port/shop", WANTED, "invalid connection string"),
        (
            &format!("postgres://me:secret@{nobody}/shop"),
            NO_CONNECTION,
            "error connecting to server",
        ),
        (&format!("postgres://me:secret@{silent}/shop"), NO_CONNECTION, "deadline has elapsed"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_database"))
            .env("DATABASE_URL", url)
            .env("RUST_BACKTRACE", "0")
            .output()
            .expect("it runs");
        let text = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(1), "{url}: {text}");
        assert_eq!(output.stdout, b"", "{url}: {text}");
        assert!(text.starts_with(&format!("Error: {message}")), "{url}: {text}");
        assert!(text.contains(detail), "{url}: {text}");
        assert!(!text.contains("secret"), "{url}: {text}");
    }
}
