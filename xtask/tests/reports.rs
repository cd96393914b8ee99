//! What `verify` writes for other programs: JSON, JUnit, annotations, traces, the list of claims.

mod common;

use std::fs;

use common::Course;
use serde_json::Value;

#[test]
fn other_programs_can_read_what_became_of_a_run() {
    let mut course = Course::new("reports");
    course.gather("reported", &[]);
    course.gather("accused", &[("got {a}", "got <{a}>")]).build();
    let output = course
        .xtask(&[
            "verify",
            "--format",
            "json",
            "--write",
            "junit=junit.xml",
            "--trace-dir",
            "traces",
        ])
        .env("GITHUB_ACTIONS", "true")
        .output()
        .expect("xtask starts");
    assert_eq!(output.status.code(), Some(1));

    let result: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(result["version"], 2);
    let accused = &result["lessons"][0]["variants"]["tokio"];
    assert_eq!(accused["at"]["file"], "lessons/accused/expected.order");
    assert_eq!(result["lessons"][1]["variants"]["python"]["status"], "not-applicable");

    let annotations = String::from_utf8(output.stderr).expect("UTF-8");
    let annotation = annotations.lines().next().expect("one annotation");
    assert!(
        annotation.starts_with(
            "::error file=lessons/accused/expected.order,line=1,title=accused on tokio::"
        ),
        "{annotation}"
    );
    assert!(annotation.contains("%0A✗ \"got <a>, b, c\" came at 3."), "{annotation}");

    let junit = fs::read_to_string(course.folder.join("junit.xml")).expect("a report");
    assert!(junit.contains("tests=\"8\" failures=\"1\" errors=\"0\" skipped=\"6\""), "{junit}");
    assert!(junit.contains("classname=\"reported\" name=\"on tokio\""), "{junit}");
    assert!(junit.contains("got &lt;a&gt;, b, c"), "{junit}");

    let trace = fs::read(course.folder.join("traces/reported-tokio.json")).expect("a trace");
    let trace: Value = serde_json::from_slice(&trace).expect("JSON");
    check_chrome_trace(&trace);
}

/// The shape that Perfetto's importer of the JSON format requires: every event has a phase, a
/// process, a thread and a name; all but metadata have a time; complete events have a duration.
fn check_chrome_trace(trace: &Value) {
    let events = trace["traceEvents"].as_array().expect("a list of events");
    let of_phase =
        |phase: &str| events.iter().filter(|event| event["ph"] == phase).collect::<Vec<_>>();
    for event in events {
        assert!(
            event["name"].is_string() && event["pid"].is_u64() && event["tid"].is_u64(),
            "{event}"
        );
        match event["ph"].as_str().expect("a phase") {
            "M" => assert!(event["args"]["name"].is_string(), "{event}"),
            "i" => assert!(event["ts"].is_number() && event["s"] == "t", "{event}"),
            "X" => assert!(event["ts"].is_number() && event["dur"].is_number(), "{event}"),
            other => panic!("an event of phase {other}"),
        }
    }
    let threads: Vec<_> = of_phase("M").iter().map(|event| event["args"]["name"].clone()).collect();
    assert_eq!(threads, ["a", "b", "c", "main"]);
    assert_eq!(of_phase("i").len(), 7);
    let last = of_phase("i").iter().filter_map(|event| event["ts"].as_f64()).fold(0.0, f64::max);
    assert!(
        (2_500_000.0..3_500_000.0).contains(&last),
        "a lesson second is a second in the viewer: {last}"
    );
}

#[test]
fn every_claim_is_listed_with_its_file_and_line() {
    let mut course = Course::new("claims");
    course.gather("listed", &[]);
    let output = course.xtask(&["claims"]).output().expect("xtask starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(0));
    // Seven lines come, in three lanes of two; three afters; seven seconds; and nothing else.
    assert_eq!(text.lines().count(), 7 + 3 + 3 + 7 + 1, "{text}");
    assert!(
        text.contains(
            "lessons/listed/expected.order:3: \"b: started\" comes after \"a: started\" of lane a\n"
        ),
        "{text}"
    );
}

/// GitHub follows lines of a command's output that begin with `::`. A program must not be able to write one.
#[test]
fn a_program_cannot_give_github_commands() {
    let mut course = Course::new("commands");
    let says = (
        "say!(\"got",
        "eprintln!(\"\\u{1b}[2J\\n::add-mask::a\"); say!(\"::add-mask::b\"); say!(\"got",
    );
    course.gather("commanding", &[says]);
    let mut verify = course.xtask(&["verify"]);
    let output = verify.env("GITHUB_ACTIONS", "true").output().expect("xtask starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let token = text.lines().next().and_then(|line| line.strip_prefix("::stop-commands::"));
    let end = format!("::{}::", token.expect("commands are stopped first"));
    assert_eq!(text.lines().last(), Some(end.as_str()), "{text}");
    assert!(text.contains("\\u{1b}[2J") && !text.contains('\u{1b}'), "{text}");
    let annotations = String::from_utf8(output.stderr).expect("UTF-8");
    let commands = annotations.lines().filter(|line| line.starts_with("::"));
    assert!(commands.clone().count() == 1, "{annotations}");
    assert!(commands.into_iter().all(|line| line.starts_with("::error ")), "{annotations}");
}
