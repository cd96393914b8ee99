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

/// A twin in a folder of its own.
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
