//! A thousand connections, both ends of each, on a machine of 1 GB.
//!
//! The kernel refuses memory above the limit, so the test needs no samples and misses nothing. The limit
//! is on data and not on addresses, of which an allocator reserves far more than it uses. It is half of
//! the gigabyte. The rest is for what the limit doesn't count, such as the program's code, the kernel's
//! buffers of the sockets, and the system itself.
#![cfg(target_os = "linux")]

use std::process::Command;

#[test]
fn the_lesson_needs_less_than_512_mb() {
    let output = Command::new("timeout")
        .args(["60", "sh", "-c", "ulimit -d 524288 && exec \"$0\""])
        .arg(env!("CARGO_BIN_EXE_web-server"))
        // `verify` checks the seconds. Here it is enough that the lesson prints all its lines.
        .env("LESSON_LIMIT", "off")
        .output()
        .expect("there is coreutils' timeout");
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("\n1000 clients have their answer\n"), "{said}{report}");
    assert!(said.ends_with("\nthe silent ones see the end\n"), "{said}{report}");
}
