//! Programs that misbehave in every possible way, as real processes. No process is left afterwards.

#![cfg(unix)]

mod common;

use std::fs;
use std::io::Read as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Course, outcome};

const ORDER: &str = "0s main | one\n1s main | two\n";

/// A lesson of two lines with something in the middle, written against the harness.
fn lesson(middle: &str) -> String {
    format!(
        "use in_order::{{Finished, lesson, say, secs}};
        use std::io::Write;
        fn main() -> Finished {{
            let lesson = lesson!();
            say!(\"one\");
            std::thread::sleep(secs(1));
            {middle}
            say!(\"two\");
            lesson.finish()
        }}
        #[allow(dead_code)] fn shell(command: &str) -> std::process::Child {{
            std::process::Command::new(\"sh\").args([\"-c\", command]).spawn().unwrap()
        }}
        #[allow(dead_code)] fn out(bytes: &[u8]) {{
            let mut out = std::io::stdout();
            out.write_all(bytes).and_then(|()| out.flush()).unwrap();
        }}"
    )
}

/// The processes whose command line has this word.
fn alive(mark: &str) -> Vec<String> {
    let processes = fs::read_dir("/proc").expect("a proc file system");
    let lines = processes.filter_map(|entry| fs::read(entry.ok()?.path().join("cmdline")).ok());
    let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
    lines.filter(|line| line.contains(mark)).collect()
}

#[test]
#[cfg(target_os = "linux")]
fn each_fault_is_named_and_leaves_nothing_behind() {
    let faults = [
        (
            "hangs",
            "std::thread::park();",
            "it hangs: it was still running at its limit, and ended itself",
        ),
        (
            "ignores-sigterm",
            "shell(\"trap '' TERM INT; sleep 987.1\"); loop { std::thread::park() }",
            "it hangs",
        ),
        (
            "grandchild",
            "shell(\"sleep 987.2\");",
            "it left behind a process that holds its output open",
        ),
        (
            "floods-stderr",
            "for _ in 0..64 { std::io::stderr().write_all(&[b'e'; 1 << 20]).unwrap(); } eprintln!(\"\\nlast words\"); panic!(\"full\");",
            "last words",
        ),
        (
            "half-a-line",
            "say!(\"two\"); out(b\"half\"); std::process::exit(0);",
            "its last line does not end with a newline",
        ),
        (
            "half-at-the-end",
            "say!(\"two\"); out(b\"half\"); lesson.finish();",
            "it printed \"half\" without say!",
        ),
        (
            "killed",
            "shell(\"kill -KILL $PPID\"); std::thread::park();",
            "it ended without lesson.finish() (signal: 9",
        ),
        (
            "exits-early",
            "std::process::exit(0);",
            "it ended without lesson.finish() (exit status: 0)",
        ),
        (
            "unseen-panic",
            "drop(std::thread::spawn(|| panic!(\"lost\")).join());",
            "a failure that the lesson does not expect, at src/main.rs:7: lost",
        ),
        (
            "other-version",
            "let mut trace = std::fs::OpenOptions::new().write(true).open(std::env::var(\"LESSON_TRACE\").unwrap()).unwrap(); trace.write_all(b\"{\\\"trace\\\":9\").unwrap();",
            "its trace has version 9, and this xtask reads version 2",
        ),
        (
            "broken-trace",
            "std::fs::OpenOptions::new().append(true).open(std::env::var(\"LESSON_TRACE\").unwrap()).unwrap().write_all(&[b'x'; 2000]).unwrap();",
            "of its trace is broken: xxx",
        ),
        (
            "empty-trace",
            "std::fs::write(std::env::var(\"LESSON_TRACE\").unwrap(), \"\").unwrap();",
            "of its trace is broken",
        ),
    ];
    let mut course = Course::new("faults");
    for (name, middle, _) in faults {
        course.program(&format!("fault-{name}"), &lesson(middle), ORDER);
    }
    course.program("fault-none", &lesson(""), ORDER);
    // Text that `say!` escapes is the same on standard output, in the trace and in the claims.
    let escaped = lesson("say!(\"\\ttab\\r\");");
    let order = ORDER.replace("1s", "1s main | \\ttab\\r\n1s");
    course.program("fault-none-escaped", &escaped, &order);
    let (result, code) = course.verify();
    assert_eq!(code, Some(1));
    for (name, _, expected) in faults {
        let (status, why) = outcome(&result, &format!("fault-{name}"));
        assert_eq!(status, "failed", "{name}");
        assert!(why.contains(expected), "{name} was refused for something else:\n{why}");
        assert!(why.len() < 20_000, "{name}: an explanation of {} bytes", why.len());
    }
    assert_eq!(outcome(&result, "fault-none"), ("ok", ""));
    assert_eq!(outcome(&result, "fault-none-escaped"), ("ok", ""));
    assert_eq!(alive("sleep 987."), Vec::<String>::new(), "these were left behind");
}

/// The most memory that a process had, in kilobytes.
#[cfg(target_os = "linux")]
fn peak_memory(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
#[cfg(target_os = "linux")]
fn a_gigabyte_of_output_does_not_fill_the_memory() {
    let mut course = Course::new("gigabyte");
    let flood = "for _ in 0..1024 { out(&[b'x'; 1 << 20]); }";
    course.program("fault-flood", &lesson(flood), ORDER).build();
    // A long second, because on a busy machine a gigabyte takes longer than the limit with a short one.
    let mut command = course.xtask(&["verify", "--format", "json", "--second", "1s"]);
    let out = course.folder.join("result.json");
    let file = fs::File::create(&out).expect("a file can be written");
    let mut child = command.stdout(file).spawn().expect("xtask starts");
    let mut peak = 0;
    while child.try_wait().expect("xtask can be waited for").is_none() {
        peak = peak.max(peak_memory(child.id()).unwrap_or(0));
        std::thread::sleep(Duration::from_millis(5));
    }
    let result = serde_json::from_slice(&fs::read(out).expect("a result")).expect("JSON");
    let (status, why) = outcome(&result, "fault-flood");
    assert_eq!(status, "failed");
    assert!(
        why.contains("it printed 10737418") && why.contains("a lesson prints a few lines"),
        "{why}"
    );
    assert!(why.len() < 20_000, "an explanation of {} bytes", why.len());
    assert!(peak > 0 && peak < 100_000, "verify took {peak} kB");
}

#[test]
fn a_full_disk_for_the_trace_is_told() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let mut course = Course::new("full-disk");
    course.program("fault-disk", &lesson(""), ORDER).build();
    let output = Command::new(Course::built("fault-disk"))
        .env("LESSON_TRACE", "/dev/full")
        .output()
        .expect("the lesson starts");
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.starts_with("error: cannot write the trace /dev/full: No space left"), "{error}");
}

#[test]
#[cfg(target_os = "linux")]
fn ctrl_c_ends_the_children_and_tells_what_was_done() {
    let mut course = Course::new("ctrl-c");
    course.program(
        "patient",
        &lesson("").replace("secs(1)", "secs(30)"),
        &ORDER.replace("1s", "30s"),
    );
    course.program("quick", &lesson(""), ORDER).build();
    let mut command = course.xtask(&["verify", "--second", "1s"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    // If a shell started this test in the background, the test and its children ignore Ctrl-C.
    let mut shell = Command::new("env");
    shell.args(["--default-signal=INT"]).arg(command.get_program()).args(command.get_args());
    shell
        .current_dir(&course.folder)
        .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut child = shell
        .process_group(0)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xtask starts");
    let start = Instant::now();
    let patient = Course::built("patient").display().to_string();
    while alive(&patient).is_empty() {
        assert!(start.elapsed() < Duration::from_secs(60), "the lesson never started");
        std::thread::sleep(Duration::from_millis(20));
    }
    // Time for the quick one to be done.
    std::thread::sleep(Duration::from_secs(3));
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupt.expect("kill starts").success());
    let status = child.wait().expect("xtask can be waited for");
    assert!(start.elapsed() < Duration::from_secs(29), "it waited for the lesson");
    assert_eq!(status.code(), Some(130));
    let mut text = String::new();
    child.stdout.take().expect("stdout is piped").read_to_string(&mut text).expect("UTF-8");
    assert!(text.contains("02 quick    ok") && text.contains("01 patient  - "), "{text}");
    assert!(text.contains("interrupted, so programs marked `-` did not run"), "{text}");
    assert_eq!(alive(&patient), Vec::<String>::new(), "this was left behind");
}

/// Verifies a course with a twin. Python is looked for in `path`.
fn verify_with_path(course: &Course, path: &str, args: &[&str]) -> (String, String, Option<i32>) {
    let mut command = course.xtask(args);
    command.env("PATH", path).env("CARGO", env!("CARGO"));
    // A target folder with everything that is built, but without the virtual environment of `python-setup`.
    let target = course.folder.join("target");
    fs::create_dir_all(&target).expect("a folder can be made");
    let _ = std::os::unix::fs::symlink(common::target().join("debug"), target.join("debug"));
    command.env("CARGO_TARGET_DIR", target);
    let output = command.output().expect("xtask starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn a_missing_or_old_python_is_named_and_skipped() {
    let mut course = Course::new("python");
    course.gather("twinned", &[]).build();
    let folder = course.folder.join("lessons/twinned");
    fs::copy(common::root().join("lessons/gather/twin.py"), folder.join("twin.py"))
        .expect("a twin");
    let manifest = folder.join("Cargo.toml");
    let text =
        fs::read_to_string(&manifest).expect("a manifest").replace(", python = \"a test\"", "");
    fs::write(&manifest, text).expect("a file can be written");

    let bin = course.folder.join("bin");
    fs::create_dir_all(&bin).expect("a folder can be made");
    // Rust's tools and the linker's, but no Python.
    for tool in ["rustc", "cc", "ld", "sh"] {
        let found = Command::new("which").arg(tool).output().expect("which starts");
        let found = String::from_utf8(found.stdout).expect("UTF-8");
        let _ = std::os::unix::fs::symlink(found.trim(), bin.join(tool));
    }
    let path = bin.display().to_string();
    let (out, _, code) = verify_with_path(&course, &path, &["verify"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(
        out.contains(
            "twinned on python: the twins need CPython 3.11 or newer; no Python was found"
        ),
        "{out}"
    );
    let (_, err, code) = verify_with_path(&course, &path, &["verify", "--strict"]);
    assert_eq!(code, Some(1));
    assert!(
        err.contains("some programs were skipped, which --strict counts as a failure"),
        "{err}"
    );

    let old = "#!/bin/sh\necho /usr/bin/python3\necho 3.8.10\n";
    fs::write(bin.join("python3"), old).expect("a file can be written");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(bin.join("python3"), mode).expect("a mode can be set");
    let (out, _, code) = verify_with_path(&course, &path, &["verify"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("the twins need CPython 3.11 or newer; python3 is 3.8.10"), "{out}");
}
