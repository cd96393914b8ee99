//! Every way that a lesson can end: what the learner sees on both streams, and the exit code.

mod common;

use std::process::{Command, Output};

use common::Course;

const ORDER: &str = "0s  main         | one\n1s  main         | two\n# the helper waits for nobody\n1s  help after * | three\n";

/// A lesson of two lines and a third, with something in the middle.
fn program(returns: &str, middle: &str, last: &str) -> String {
    format!(
        "use in_order::{{Finished, lesson, say, secs}};
        #[tokio::main(flavor = \"current_thread\")]
        async fn main() -> {returns} {{
            let lesson = lesson!();
            say!(\"one\");
            tokio::time::sleep(secs(1)).await;
            {middle}
            say!(\"two\");
            say!(\"three\");
            {last}
        }}"
    )
}

fn run(name: &str, args: &[&str], env: &[(&str, &str)]) -> Output {
    let mut command = Command::new(Course::built(name));
    command
        .args(args)
        .env("LESSON_SECOND", "400ms")
        .env("LC_ALL", "C.UTF-8")
        .env("RUST_BACKTRACE", "0");
    command.env_remove("LESSON_TRACE").env_remove("LESSON_LIMIT").envs(env.iter().copied());
    command.output().expect("the lesson starts")
}

struct Seen {
    code: Option<i32>,
    out: String,
    err: String,
}

impl From<Output> for Seen {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

impl Seen {
    fn says(&self, parts: &[&str]) {
        let mut rest = self.err.as_str();
        for part in parts {
            let Some(at) = rest.find(part) else {
                panic!("standard error has no {part:?}, or not in this order:\n{}", self.err);
            };
            rest = &rest[at + part.len()..];
        }
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of ways out, with one build for all")]
fn each_way_out_says_what_held_and_what_is_missing() {
    let result = "Result<Finished, Box<dyn std::error::Error>>";
    let finish = "lesson.finish()";
    let mut course = Course::new("ways-out");
    for (name, program) in [
        ("out-finish", program("Finished", "", finish)),
        ("out-broken", program("Finished", "say!(\"extra\");", finish)),
        ("out-panic", program("Finished", "if true { panic!(\"the disk is full\"); }", finish)),
        ("out-question", program(result, "\"x1\".parse::<u8>()?;", finish)),
        ("out-hang", program("Finished", "std::thread::park();", finish)),
        (
            "out-unseen",
            program(
                "Finished",
                "tokio::spawn(async { panic!(\"lost\") }); tokio::task::yield_now().await;",
                finish,
            ),
        ),
        (
            "out-claimed",
            program(
                "Finished",
                "in_order::expect_panic(\"lost\");
                 assert!(tokio::spawn(async { panic!(\"page {} is lost\", 7) }).await.is_err());",
                finish,
            ),
        ),
        ("out-unclaimed", program("Finished", "in_order::expect_panic(\"lost\");", finish)),
        ("out-control", program("Finished", "say!(\"\\ttab\\x1b[1m\\r\");", finish)),
        ("out-exit", program("Finished", "if true { std::process::exit(0); }", finish)),
        ("out-abort", program("Finished", "if true { std::process::abort(); }", finish)),
        (
            "out-threads",
            "use in_order::{Finished, lesson, say};
            fn main() -> Finished {
                let lesson = lesson!();
                std::thread::scope(|scope| {
                    for n in 0..8 {
                        scope.spawn(move || for line in 0..1000 { say!(\"{n}: {line}\") });
                    }
                });
                lesson.finish()
            }"
            .into(),
        ),
    ] {
        let threads =
            (0..8).flat_map(|n| (0..1000).map(move |line| format!("t{n} | {n}: {line}\n")));
        let order = if name == "out-threads" { threads.collect() } else { ORDER.to_owned() };
        course.program(name, &program, &order);
    }
    course.build();
    let run = |name, args: &[&str], env: &[(&str, &str)]| Seen::from(run(name, args, env));

    let seen = run("out-finish", &[], &[]);
    assert_eq!((seen.code, seen.out.as_str()), (Some(0), "one\ntwo\nthree\n"));
    seen.says(&[
        "out-finish on tokio",
        "1 s = 400 ms",
        "✓ 3 lines, in order: 2 causes and 2 seconds hold",
    ]);

    let seen = run("out-broken", &[], &[]);
    assert_eq!((seen.code, seen.out.as_str()), (Some(1), "one\nextra\ntwo\nthree\n"));
    seen.says(&["✗ \"extra\" came at 1.", "and no row expects it"]);

    let seen = run("out-panic", &[], &[]);
    assert_eq!((seen.code, seen.out.as_str()), (Some(101), "one\n"));
    seen.says(&[
        "the disk is full",
        "✗ \"two\" never came",
        "main panicked before lesson.finish()",
    ]);

    // The report comes first, so that the error is the last thing on the screen.
    let seen = run("out-question", &[], &[]);
    assert_eq!((seen.code, seen.out.as_str()), (Some(1), "one\n"));
    seen.says(&[
        "\"two\" never came",
        "main returned an error before lesson.finish()",
        "Error: ParseIntError",
    ]);

    let seen = run("out-hang", &[], &[]);
    assert_eq!((seen.code, seen.out.as_str()), (Some(1), "one\n"));
    seen.says(&[
        "✗ \"two\" never came",
        "which is twice the last second",
        "main: last line at 0.0",
        "more lines were expected",
        "help: no line",
    ]);

    let seen = run("out-unseen", &[], &[]);
    assert_eq!((seen.code, seen.out.as_str()), (Some(1), "one\ntwo\nthree\n"));
    seen.says(&[
        "✗ a failure that the lesson does not expect, at src/main.rs:7: lost (if it is intended",
    ]);
    assert!(!seen.err.contains("✓"), "{}", seen.err);

    let seen = run("out-claimed", &[], &[]);
    assert_eq!((seen.code, seen.out.as_str()), (Some(0), "one\ntwo\nthree\n"));
    seen.says(&["page 7 is lost", "✓ 3 lines"]);

    let seen = run("out-unclaimed", &[], &[]);
    assert_eq!(seen.code, Some(1));
    seen.says(&["✗ the lesson expects a failure with the text \"lost\", and none came"]);

    let seen = run("out-control", &[], &[]);
    assert_eq!(seen.out, "one\n\\ttab\\u{1b}[1m\\r\ntwo\nthree\n");
    seen.says(&["✗ \"\\ttab\\u{1b}[1m\\r\" came at 1."]);

    let seen = run("out-exit", &[], &[]);
    assert_eq!((seen.code, seen.out.as_str(), seen.err.as_str()), (Some(0), "one\n", ""));
    let seen = run("out-abort", &[], &[]);
    assert_eq!(seen.code, if cfg!(unix) { None } else { Some(0xc000_0409_u32.cast_signed()) });

    for (args, env, message) in [
        (
            &["--fast"][..],
            ("", ""),
            "error: unknown argument `--fast`; --help lists the arguments\n",
        ),
        (
            &["--second"],
            ("", ""),
            "error: --second is \"\"; write a length such as 25ms, 0.5s or 1s\n",
        ),
        (
            &["--second", "-1s"],
            ("", ""),
            "error: --second is \"-1s\"; write a length such as 25ms, 0.5s or 1s\n",
        ),
        (
            &[],
            ("LESSON_SECOND", "fast"),
            "error: LESSON_SECOND is \"fast\"; write a length such as 25ms, 0.5s or 1s\n",
        ),
        (&[], ("LESSON_LIMIT", "5"), "error: LESSON_LIMIT is \"5\"; the only value is off\n"),
    ] {
        let env = if env.0.is_empty() { &[][..] } else { &[env] };
        let seen = run("out-finish", args, env);
        assert_eq!((seen.code, seen.out.as_str(), seen.err.as_str()), (Some(2), "", message));
    }
    let seen = run("out-finish", &[], &[("LESSON_TRACE", "/no/such/folder/trace")]);
    assert_eq!((seen.code, seen.out.as_str()), (Some(2), ""));
    seen.says(&["error: cannot write the trace /no/such/folder/trace: "]);

    let seen = run("out-finish", &["--help"], &[]);
    assert_eq!((seen.code, seen.err.as_str()), (Some(0), ""));
    assert!(seen.out.contains("usage: out-finish [--second LENGTH]"), "{}", seen.out);

    // Eight threads at once: no line is torn, none is lost, and each thread keeps its order.
    let seen = run("out-threads", &[], &[]);
    assert_eq!((seen.code, seen.out.lines().count()), (Some(0), 8000), "{}", seen.err);
}

#[test]
fn colour_and_characters_follow_the_terminal() {
    let mut course = Course::new("style");
    course.program("style", &program("Finished", "", "lesson.finish()"), ORDER).build();
    let report = |env: &[(&str, &str)]| Seen::from(run("style", &[], env)).err;

    assert!(!report(&[]).contains('\x1b'), "a pipe gets no colour");
    assert!(report(&[("CLICOLOR_FORCE", "1")]).contains("\x1b[32m✓"));
    assert!(!report(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).contains('\x1b'));
    let plain = report(&[("LC_ALL", "C")]);
    assert!(plain.is_ascii() && plain.contains("ok: 3 lines"), "{plain}");
}

#[test]
fn a_main_that_cannot_end_in_finish_does_not_compile() {
    let mut course = Course::new("forgotten");
    course.program("forgot-type", &program("()", "", ""), ORDER);
    course.program("forgot-finish", &program("Finished", "", ""), ORDER);
    let errors = course.build_errors();
    for part in [
        "a lesson's `main` returns `Finished`, so that it cannot end without `lesson.finish()`",
        "write `-> Finished` or `-> anyhow::Result<Finished>` on `main`, and `lesson.finish()` last",
        "expected `Finished`, found `()`",
    ] {
        assert!(errors.contains(part), "the compiler does not say {part:?}:\n{errors}");
    }
}
