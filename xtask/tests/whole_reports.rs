//! Whole reports, as a person reads them.
//!
//! Each case has its report in a file of `whole_reports/`. `SNAPSHOTS=overwrite cargo test` writes what
//! came; read the difference before you commit it.

mod common;

use std::fs;
use std::path::Path;
use std::process::Output;

use common::Course;
use snapbox::{Assert, Data};

/// One program for each kind of broken claim: `gather`, with these replacements.
const CASES: [(&str, &[(&str, &str)]); 11] = [
    ("green", &[]),
    ("late", &[("download(\"a\", 3)", "download(\"a\", 5)")]),
    ("early", &[("download(\"a\", 3)", "download(\"a\", 1)")]),
    (
        "after",
        &[(
            "let (a, b, c) = tokio::join!(download(\"a\", 3), download(\"b\", 2), download(\"c\", 1));",
            "let (b, a, c) = tokio::join!(biased; download(\"b\", 2), download(\"a\", 3), download(\"c\", 1));",
        )],
    ),
    (
        "lane",
        &[
            ("say!(\"got {a}, {b}, {c}\");", "say!(\"got {a}, {b}, {c}\");"),
            (
                "    say!(\"{name}: started\");\n    sleep(secs(seconds)).await;\n    say!(\"{name}: done\");",
                "    sleep(secs(seconds)).await;\n    say!(\"{name}: done\");\n    say!(\"{name}: started\");",
            ),
        ],
    ),
    ("missing", &[("    say!(\"got {a}, {b}, {c}\");\n", "    let _ = (a, b, c);\n")]),
    ("near-miss", &[("got {a}, {b}, {c}", "Got {a}, {b}, {c}")]),
    ("printed", &[("say!(\"got {a}, {b}, {c}\");", "println!(\"got {a}, {b}, {c}\");")]),
    ("hang", &[("say!(\"got", "std::future::pending::<()>().await;\n    say!(\"got")]),
    (
        "unpolled",
        &[(
            "let (a, b, c) = tokio::join!(download(\"a\", 3), download(\"b\", 2), download(\"c\", 1));",
            "let mut b = std::pin::pin!(in_order::polls(\"b\", download(\"b\", 2)));\n    \
             let (a, c) = tokio::select! {\n        biased;\n        _ = &mut b => unreachable!(),\n        \
             c = download(\"c\", 1) => (download(\"a\", 3).await, c),\n    };\n    \
             std::future::pending::<()>().await;\n    let b = b.await;",
        )],
    ),
    ("panic", &[("say!(\"got", "assert_eq!(a, b);\n    say!(\"got")]),
];

/// The report, made the same on every machine and at every speed: without times, without the lengths of the
/// picture's lines and gaps, and without Cargo's messages.
fn redacted(report: &str) -> String {
    let cargo = ["Blocking ", "Compiling ", "Finished "];
    let of_cargo = |line: &&str| cargo.iter().any(|word| line.trim_start().starts_with(word));
    report.lines().filter(|line| !of_cargo(line)).map(|line| redacted_line(line) + "\n").collect()
}

fn redacted_line(line: &str) -> String {
    let is_mark = |word: &str| word.strip_suffix('s').is_some_and(|n| n.parse::<u32>().is_ok());
    if !line.trim().is_empty() && line.split_whitespace().all(is_mark) {
        return "(the axis)".into();
    }
    if line.starts_with("thread '") {
        return "(where it panicked)".into();
    }
    if line.contains('●') {
        let mut last = None;
        let mut repeated = |c: char| last.replace(c) == Some(c) && (c == '─' || c == ' ');
        return line.chars().filter(|&c| !repeated(c)).collect();
    }
    let word = |word: &str| {
        let number = word.trim_matches(|c: char| !c.is_ascii_digit() && c != '.');
        let is_time = number.contains('.') && number.parse::<f64>().is_ok();
        if is_time { word.replace(number, "#.##") } else { word.to_owned() }
    };
    line.split(' ').map(word).collect::<Vec<_>>().join(" ").trim_end().to_owned()
}

fn assert_whole(name: &str, report: &str) {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/whole_reports/{name}.txt"));
    let expected = Data::read_from(&file, None);
    Assert::new().action_env("SNAPSHOTS").eq(redacted(report), expected);
}

fn both(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

#[test]
fn of_a_lesson_and_each_kind_of_broken_claim() {
    let mut course = Course::new("whole");
    for (name, replacements) in CASES {
        course.gather(name, replacements);
    }
    course.build();
    let (course, mut reports) = (&course, Vec::new());
    std::thread::scope(|scope| {
        let runs = CASES.map(|(name, _)| {
            scope.spawn(move || {
                let mut run = course.xtask(&["run", name, "--second", "400ms"]);
                let output = run.env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1").output();
                (name, both(&output.expect("xtask starts")))
            })
        });
        reports.extend(runs.map(|run| run.join().expect("no case panics")));
    });
    for (name, report) in reports {
        assert_whole(name, &report);
    }
}

#[test]
fn of_a_program_that_knows_nothing_of_the_workspace() {
    let course = Course::new("whole-check");
    fs::write(
        course.folder.join("ping.order"),
        "0s tick | one\n# it answers\n0s tock after tick | two\n",
    )
    .expect("a file can be written");
    for (name, program) in
        [("check-green", "print('one\\ntwo')"), ("check-red", "print('two\\none')")]
    {
        let python = if cfg!(windows) { "python" } else { "python3" };
        let mut check =
            course.xtask(&["check", "ping.order", "--second", "5s", "--", python, "-c", program]);
        let output = check.env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1").output();
        assert_whole(name, &both(&output.expect("xtask starts")));
    }
}

#[test]
fn of_verify_with_a_mistake_that_is_rejected_for_another_reason() {
    let mut course = Course::new("whole-verify");
    course.gather("confused", &[]);
    let mistake = "//! \"The sum is what counts.\"\n//!\n//! Breaks: the second of \"c: done\"\n";
    let program = fs::read_to_string(course.folder.join("lessons/confused/src/main.rs"))
        .expect("it was written");
    let program = program.replace("got {a}", "got all of {a}");
    let examples = course.folder.join("lessons/confused/examples");
    fs::create_dir_all(&examples).expect("a folder can be made");
    let body = program.split_once("\n\n").expect("a header").1;
    fs::write(examples.join("confused-mistake-words.rs"), format!("{mistake}\n{body}"))
        .expect("a file can be written");
    let mut verify = course.xtask(&["verify"]);
    let output = verify.env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1").output();
    // A busy machine repeats some runs. How many is not part of the report.
    let text = both(&output.expect("xtask starts"));
    let lines =
        text.lines().filter(|line| !line.contains("(tried with") && !line.contains(" runs in "));
    assert_whole("verify-mistake", &lines.collect::<Vec<_>>().join("\n"));
}
