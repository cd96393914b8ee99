//! A hundred threads, and ten thousand tasks, on a machine of 1 GB.
//!
//! The kernel refuses memory above the limit, so the test needs no samples, and misses nothing. The
//! limit is on data and not on addresses, of which an allocator reserves far more than it uses; the
//! stack of a thread counts whole, 2 MB each. It is half of the gigabyte: the rest is for what it does
//! not count, such as the program's code, and for the system itself.
#![cfg(target_os = "linux")]

use std::process::Command;

#[test]
fn the_lesson_needs_less_than_512_mb() {
    let output = Command::new("timeout")
        .args(["60", "sh", "-c", "ulimit -d 524288 && exec \"$0\""])
        .arg(env!("CARGO_BIN_EXE_threads-vs-tasks"))
        // The seconds are for `verify`. Here it is enough that the lesson says all that it has to say.
        .env("LESSON_LIMIT", "off")
        .output()
        .expect("there is coreutils' timeout");
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("\n10000 tasks wait at one moment\n"), "{said}{report}");
    assert!(said.ends_with("\n10000 waits are over; threads: 1\n"), "{said}{report}");
}
