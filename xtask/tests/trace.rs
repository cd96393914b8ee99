//! What programs write to their trace, record by record.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{Course, root};
use serde_json::{Value, json};

/// The records of a program's trace, without their times.
fn records(mut command: Command, trace: &Path) -> Vec<Value> {
    let output = command.env("LESSON_SECOND", "25ms").env("LESSON_TRACE", trace).output();
    let output = output.expect("the program starts");
    let text = fs::read_to_string(trace).unwrap_or_else(|error| {
        panic!("no trace ({error}): {}", String::from_utf8_lossy(&output.stderr))
    });
    let mut last = 0;
    let without_time = |line: &str| {
        let mut record: Value = serde_json::from_str(line).expect("each record is JSON");
        let fields = record.as_object_mut().expect("each record is an object");
        if let Some(to) = fields.remove("to_ns") {
            assert!(to.as_u64() >= fields["at_ns"].as_u64(), "a poll ends before it begins");
        } else if let Some(at) = fields.remove("at_ns") {
            let at = at.as_u64().expect("a time is a number");
            assert!(at >= last, "a record is older than the one above it: {line}");
            last = at;
        }
        fields.remove("at_ns");
        record
    };
    text.lines().map(without_time).collect()
}

/// A twin in a new folder.
fn twin(course: &Course, text: &str) -> (Command, std::path::PathBuf) {
    let folder = course.folder.join("lessons/twin");
    fs::create_dir_all(&folder).expect("a folder can be made");
    fs::write(folder.join("twin.py"), text).expect("a file can be written");
    fs::write(
        folder.join("helper.py"),
        "from lesson import say\n\ndef help():\n    say('helped')\n",
    )
    .expect("a file can be written");
    let mut command = Command::new("python3");
    command.arg(folder.join("twin.py")).env("PYTHONPATH", root().join("shared/python"));
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    (command, course.folder.join("twin.trace"))
}

#[test]
fn a_lesson_records_where_it_says_and_polls_and_when_it_is_woken() {
    let mut course = Course::new("trace");
    let program = "\
use in_order::{Finished, lesson, polls, say, secs};
mod other;
#[tokio::main(flavor = \"current_thread\")]
async fn main() -> Finished {
    let lesson = lesson!();
    say!(\"one\\ntwo {}\", 2);
    polls(
        \"a\", async {
        tokio::time::sleep(secs(1)).await;
        other::speak();
    }).await;
    lesson.finish()
}
";
    let order = "main | one\nmain | two 2\na after main | three\n";
    course.program("trace-places", program, order);
    let other = course.folder.join("lessons/trace-places/src/other.rs");
    fs::write(other, "pub fn speak() {\n    in_order::say!(\"three\");\n}\n").expect("written");
    course.build();
    let trace = course.folder.join("places.trace");
    let records = records(Command::new(Course::built("trace-places")), &trace);
    let expected = [
        json!({"trace": 2, "program": "trace-places", "expected": "expected.order", "second_ns": 25_000_000}),
        json!({"line": "one", "src": ["src/main.rs", 6]}),
        json!({"line": "two 2", "src": ["src/main.rs", 6]}),
        json!({"poll": "a", "src": ["src/main.rs", 7]}),
        json!({"wake": "a"}),
        json!({"line": "three", "src": ["src/other.rs", 2]}),
        json!({"poll": "a", "src": ["src/main.rs", 7]}),
        json!({"end": "finished"}),
    ];
    assert_eq!(records, expected);
}

#[test]
fn a_twin_records_where_it_says() {
    let course = Course::new("trace-twin");
    let (command, trace) = twin(
        &course,
        "from helper import help\nfrom lesson import lesson, say\n\nwith lesson():\n    say('one\\ntwo')\n    help()\n",
    );
    let expected = [
        json!({"trace": 2, "program": "twin/twin.py", "second_ns": 25_000_000}),
        json!({"line": "one", "src": ["twin.py", 5]}),
        json!({"line": "two", "src": ["twin.py", 5]}),
        json!({"line": "helped", "src": ["helper.py", 4]}),
        json!({"end": "finished"}),
    ];
    assert_eq!(records(command, &trace), expected);
}

#[test]
fn a_twin_records_what_python_only_prints() {
    let course = Course::new("trace-failures");
    let (command, trace) = twin(
        &course,
        "\
import asyncio
import threading
from lesson import expect_failure, lesson, say

class Closed:
    def __del__(self):
        raise OSError('closing')

async def fails(text):
    raise ValueError(text)

async def main():
    expect_failure('lost')
    asyncio.create_task(fails('lost')).set_name('a')
    await asyncio.sleep(0)
    thread = threading.Thread(target=lambda: 1 / 0, name='helper')
    thread.start()
    thread.join()
    Closed()
    cycle = []
    cycle.append((cycle, asyncio.create_task(fails('cycle'))))
    await asyncio.sleep(0)
    say('tab\\tand\\x1b[1m\\r')

with lesson():
    asyncio.run(main())
raise KeyError('after')
",
    );
    let records = records(command, &trace);
    let thread = "MainThread";
    let expected = [
        json!({"trace": 2, "program": "twin/twin.py", "second_ns": 25_000_000}),
        json!({"expects": "lost"}),
        json!({"panic": "Task exception was never retrieved: ValueError: lost", "thread": thread, "src": ["twin.py", 10]}),
        json!({"panic": "exception in thread helper: ZeroDivisionError: division by zero", "thread": "helper", "src": ["twin.py", 16]}),
        json!({"panic": "exception ignored: OSError: closing", "thread": thread, "src": ["twin.py", 7]}),
        json!({"line": r"tab\tand\u{1b}[1m\r", "src": ["twin.py", 23]}),
        json!({"end": "finished"}),
        json!({"panic": "Task exception was never retrieved: ValueError: cycle", "thread": thread, "src": ["twin.py", 10]}),
        json!({"panic": "uncaught exception: KeyError: 'after'", "thread": thread, "src": ["twin.py", 27]}),
    ];
    assert_eq!(records, expected);
}

#[test]
fn python_still_prints_what_the_trace_records() {
    let course = Course::new("trace-prints");
    let (mut command, trace) = twin(
        &course,
        "\
import asyncio
from lesson import lesson

async def fails():
    raise ValueError('lost')

async def main():
    asyncio.create_task(fails())
    await asyncio.sleep(0)

with lesson():
    asyncio.run(main())
",
    );
    let output = command.env("LESSON_TRACE", trace).output().expect("Python starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("Task exception was never retrieved"), "{stderr}");
    assert!(stderr.contains("ValueError: lost"), "{stderr}");
}

#[test]
fn a_twin_that_ends_itself_says_so() {
    for (name, last, end, code) in [
        ("inside", "    sys.exit(0)\n", "exited", 0),
        ("raised", "    raise ValueError\n", "raised", 1),
        ("after", "    pass\nsys.exit(1)\n", "finished", 1),
    ] {
        let course = Course::new(&format!("trace-{name}"));
        let text = format!("import sys\nfrom lesson import lesson\n\nwith lesson():\n{last}");
        let (mut command, trace) = twin(&course, &text);
        let output = command.env("LESSON_TRACE", &trace).output().expect("Python starts");
        assert_eq!(output.status.code(), Some(code), "{name}");
        let text = fs::read_to_string(&trace).expect("a trace");
        assert!(text.contains(&format!("\"end\": \"{end}\"")), "{name}: {text}");
    }
}

#[test]
fn a_twin_fails_by_its_end_and_by_what_python_only_prints() {
    let loses = "    asyncio.run(main())\n";
    let cases = [
        ("twin-holds", "    pass\n", ""),
        ("twin-claims", "    expect_failure('lost')\n    asyncio.run(main())\n", ""),
        (
            "twin-loses",
            loses,
            "at twin.py:6: Task exception was never retrieved: ValueError: lost (if it is intended",
        ),
        (
            "twin-waits",
            "    expect_failure('lost')\n",
            "the lesson expects a failure with the text \"lost\", and none came",
        ),
        ("twin-raises", "    raise ValueError\n", "the twin raised an exception (exit"),
        ("twin-exits", "    sys.exit(0)\n", "the twin called sys.exit inside `with lesson():`"),
        ("twin-exits-later", "    pass\nsys.exit(1)\n", "the twin ended with exit"),
    ];
    let mut course = Course::new("trace-twins");
    let library = course.folder.join("shared/python");
    fs::create_dir_all(&library).expect("a folder can be made");
    fs::copy(root().join("shared/python/lesson.py"), library.join("lesson.py")).expect("copied");
    let program = "fn main() -> in_order::Finished {
        let lesson = in_order::lesson!();
        in_order::say!(\"one\");
        lesson.finish()
    }";
    for (name, last, _) in cases {
        course.program(name, program, "main | one\n");
        let folder = course.folder.join("lessons").join(name);
        let twin = format!(
            "import asyncio
import sys
from lesson import expect_failure, lesson, say

async def fails():
    raise ValueError('lost')

async def main():
    asyncio.create_task(fails())
    await asyncio.sleep(0)

with lesson():
    say('one')
{last}"
        );
        fs::write(folder.join("twin.py"), twin).expect("a file can be written");
        let manifest = folder.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).expect("a manifest");
        let text = text.replace(", python = \"a test\"", "");
        fs::write(manifest, text).expect("a file can be written");
    }
    let (result, code) = course.verify();
    assert_eq!(code, Some(1));
    let lessons = result["lessons"].as_array().expect("lessons is a list");
    for (name, _, expected) in cases {
        let lesson = lessons.iter().find(|lesson| lesson["name"] == name).expect("it ran");
        let twin = &lesson["variants"]["python"];
        assert_eq!(
            twin["status"],
            if expected.is_empty() { "ok" } else { "failed" },
            "{name}: {twin}"
        );
        assert!(twin["why"].as_str().unwrap_or_default().contains(expected), "{name}: {twin}");
    }
}
