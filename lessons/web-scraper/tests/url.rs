//! `--url`: whatever the server does, one clear message, and the lesson ends.

use std::process::Command;

use site::Site;

#[test]
fn each_server_gets_a_clear_message() {
    let site = Site::start().expect("a port is free");
    let nobody = {
        let gone = Site::start().expect("a port is free");
        gone.url("/")
    };
    for (url, code, message) in [
        (site.url("/page?size=2000"), 0, "2000 bytes"),
        (site.url("/redirect?to=/page?size=7"), 0, "7 bytes"),
        (site.url("/page?status=503"), 1, "503 Service Unavailable"),
        (site.url("/redirect?to=/redirect"), 0, "100 bytes"),
        (site.url("/silent"), 1, "no whole page within 10 s"),
        (site.url("/endless?wait=0.01"), 1, "no whole page within 10 s"),
        (site.url("/endless?wait=0&size=1000000"), 1, "gave up after 10485760 bytes"),
        (site.url("/closed"), 1, "connection closed before message completed"),
        (site.url("/dropped?wait=0.01"), 1, "end of file before message length reached"),
        (nobody, 1, "cannot fetch"),
        ("not an address".into(), 1, "cannot fetch not an address"),
        ("https://127.0.0.1:1/".into(), 1, "cannot fetch https"),
    ] {
        // Ten megabytes take longer than ten short seconds on a slow machine.
        let second = if message.contains("bytes") { "1s" } else { "25ms" };
        let output = Command::new(env!("CARGO_BIN_EXE_web-scraper"))
            .args(["--second", second, "--url", &url])
            .env("RUST_BACKTRACE", "0")
            .env("NO_PROXY", "127.0.0.1")
            .output()
            .expect("it runs");
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).expect("UTF-8");
        assert_eq!(output.status.code(), Some(code), "{url}: {text}");
        assert!(text.contains(message), "{url}: {text}");
    }
}
