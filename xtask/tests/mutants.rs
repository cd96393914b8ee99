//! Shows that `verify` notices mistakes: `gather` with one thing wrong at a time, and the report on it.

mod common;

use common::{Course, outcome};

/// The three downloads and the line that follows them, in gather's program.
const JOIN: &str = "tokio::join!(download(\"a\", 3), download(\"b\", 2), download(\"c\", 1))";
const GOT: &str = "say!(\"got {a}, {b}, {c}\");";

/// Its name, the replacements in the program, and a part of the report.
type Mutant = (&'static str, &'static [(&'static str, &'static str)], &'static str);

#[test]
fn each_wrong_program_is_refused_for_what_is_wrong_with_it() {
    let programs: [Mutant; 14] = [
        ("right", &[], ""),
        (
            "sequential",
            &[(
                JOIN,
                "(download(\"a\", 3).await, download(\"b\", 2).await, download(\"c\", 1).await)",
            )],
            "\"b: started\" came at 3.",
        ),
        (
            "dropped-await",
            &[(
                JOIN,
                "{ drop(download(\"b\", 2)); let (a, c) = tokio::join!(download(\"a\", 3), download(\"c\", 1)); (a, \"b\", c) }",
            )],
            "\"b: started\" never came",
        ),
        ("late", &[("download(\"a\", 3)", "download(\"a\", 4)")], "\"a: done\" came at 4."),
        ("early", &[("download(\"a\", 3)", "download(\"a\", 2)")], "\"a: done\" came at 2."),
        (
            "started-late",
            &[("download(\"c\", 1)", "async { sleep(secs(1)).await; download(\"c\", 1).await }")],
            "\"c: started\" came at 1.",
        ),
        (
            "wrong-results",
            &[("got {a}, {b}, {c}", "got {c}, {b}, {a}")],
            "\"got c, b, a\" came at 3.",
        ),
        (
            "extra-line",
            &[(GOT, "say!(\"halfway\"); say!(\"got {a}, {b}, {c}\");")],
            "\"halfway\" came at 3.",
        ),
        (
            "unstamped",
            &[(GOT, "println!(\"sneaked in\"); say!(\"got {a}, {b}, {c}\");")],
            "it printed \"sneaked in\" without say!",
        ),
        (
            "hang",
            &[(GOT, "std::future::pending::<()>().await; say!(\"got {a}, {b}, {c}\");")],
            "it hangs",
        ),
        (
            "panic",
            &[(GOT, "panic!(\"out of {}\", [a, b, c].concat());")],
            "main panicked before lesson.finish()",
        ),
        (
            "exit",
            &[(GOT, "say!(\"got {a}, {b}, {c}\"); std::process::exit(0);")],
            "it ended without lesson.finish()",
        ),
        (
            "flood",
            &[(
                GOT,
                "{ use std::io::Write; let mega = [b'x'; 1 << 20]; for _ in 0..1 << 10 { std::io::stdout().write_all(&mega).unwrap(); } } say!(\"got {a}, {b}, {c}\");",
            )],
            "bytes; a lesson prints a few lines",
        ),
        (
            "bytes",
            &[(
                GOT,
                "{ use std::io::Write; std::io::stdout().write_all(b\"\\xff\\xfe\\n\").unwrap(); } say!(\"got {a}, {b}, {c}\");",
            )],
            "without say!, and only lines printed with say! match a row",
        ),
    ];
    let mut course = Course::new("mutants");
    for (name, replacements, _) in programs {
        course.gather(&format!("mutant-{name}"), replacements);
    }
    let (result, code) = course.verify();
    assert_eq!(code, Some(1));
    for (name, _, expected) in programs {
        let (status, why) = outcome(&result, &format!("mutant-{name}"));
        assert_eq!(status, if expected.is_empty() { "ok" } else { "failed" }, "{name}: {why}");
        assert!(why.contains(expected), "{name} was refused for something else:\n{why}");
    }
}
