//! The claims hold on one processor as on more: they rest on the barrier, and not on speed.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::Command;

#[test]
#[ignore = "needs taskset, of util-linux"]
fn the_claims_hold_on_one_processor() {
    let output = Command::new("taskset")
        // nproc counts what the lesson may use, and says so before it.
        .args(["-c", &a_processor(), "sh", "-c", "nproc && exec \"$0\""])
        .arg(env!("CARGO_BIN_EXE_cpu-bound"))
        .output()
        .expect("there is taskset, of util-linux");
    let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
    assert!(text.starts_with("1\n"), "{text}");
    assert!(text.contains("\nboth are in the middle\n"), "{text}");
    assert!(output.status.success(), "{text}");
}

/// The first of those that this process may use; a container may keep 0 from it.
fn a_processor() -> String {
    let status = fs::read_to_string("/proc/self/status").expect("this is Linux");
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    list.expect("a list").trim().split([',', '-']).next().expect("a number").to_owned()
}
