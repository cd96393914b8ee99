//! Lessons whose order holds on every run, some only by accident, and which of them `luck` finds.

mod common;

use std::fs;

use common::Course;

/// What `luck` reports on a lesson.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Found,
    /// Found, and the row's comment admits it.
    Known,
    Holds,
}

/// Each prints "a" and then "b" on every real run, and claims `b after a`.
const LESSONS: [(&str, Fate, &str); 10] = [
    (
        "the-ready-queue",
        Fate::Found,
        "let tasks = [executor.spawn(word(\"a\")), executor.spawn(word(\"b\"))];
         for task in tasks { task.await; }",
    ),
    (
        "the-ready-queue-as-said",
        Fate::Known,
        "let tasks = [executor.spawn(word(\"a\")), executor.spawn(word(\"b\"))];
         for task in tasks { task.await; }",
    ),
    (
        "a-channel",
        Fate::Holds,
        "let (sender, receiver) = smol::channel::bounded(1);
         let b = executor.spawn(async move { receiver.recv().await.unwrap(); say!(\"b\") });
         let a = executor.spawn(async move { say!(\"a\"); sender.send(()).await.unwrap() });
         a.await;
         b.await;",
    ),
    (
        "an-await-in-line",
        Fate::Holds,
        "executor.spawn(word(\"a\")).await;
         executor.spawn(word(\"b\")).await;",
    ),
    ("a-join", Fate::Found, "futures::join!(word(\"a\"), word(\"b\"));"),
    ("a-zip", Fate::Found, "smol::future::zip(word(\"a\"), word(\"b\")).await;"),
    (
        "many-futures",
        Fate::Found,
        "let all: FuturesUnordered<_> = [word(\"a\"), word(\"b\")].into_iter().collect();
         all.collect::<Vec<_>>().await;",
    ),
    (
        "timers-of-one-length",
        Fate::Found,
        "let late = async |name| { smol::Timer::after(secs(1)).await; say!(\"{name}\") };
         let tasks = [executor.spawn(late(\"a\")), executor.spawn(late(\"b\"))];
         for task in tasks { task.await; }",
    ),
    // Not found, because the channel is the real one. It serves its first waiter first, although its
    // documentation does not promise that.
    (
        "a-line-at-a-channel",
        Fate::Holds,
        "let (sender, receiver) = smol::channel::unbounded();
         let wait = |name| {
             let receiver = receiver.clone();
             executor.spawn(async move { receiver.recv().await.unwrap(); say!(\"{name}\") })
         };
         let a = wait(\"a\");
         smol::Timer::after(secs(1)).await;
         let b = wait(\"b\");
         smol::Timer::after(secs(1)).await;
         sender.send(()).await.unwrap();
         smol::Timer::after(secs(1)).await;
         sender.send(()).await.unwrap();
         a.await;
         b.await;",
    ),
    // Not found, and rightly so: `or` promises it.
    (
        "a-first-side",
        Fate::Holds,
        "let b = async { word(\"b\").await; std::future::pending::<()>().await };
         let a = async { word(\"a\").await; smol::future::yield_now().await };
         smol::future::or(a, b).await;",
    ),
];

/// Writes the lessons into a course.
fn course() -> Course {
    let course = Course::new("luck");
    for (name, fate, body) in &LESSONS {
        let folder = course.folder.join(format!("lessons/{name}"));
        let put = |file: &str, text: &str| {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().expect("a file lies in a folder"))
                .and_then(|()| fs::write(path, text))
                .expect("a file can be written");
        };
        let why = if *fate == Fate::Known { "# that a is first rests on the queue\n" } else { "" };
        put("expected.order", &format!("a | a\n{why}b after a | b\n"));
        put(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"{name}\"\ndescription = \"?\"\nversion.workspace = true\n\
                 edition.workspace = true\n[package.metadata.lesson]\ntitle = \"?\"\npart = 1\n\
                 without = {{ async-std = \"a test\", python = \"a test\" }}\n\
                 [dependencies]\nin-order.workspace = true\n\
                 [dev-dependencies]\nfutures.workspace = true\nsmol.workspace = true\n"
            ),
        );
        put("src/main.rs", "fn main() {}\n");
        put(
            &format!("examples/{name}-smol.rs"),
            &format!(
                "#![allow(unused_imports)]
                use futures::stream::{{FuturesUnordered, StreamExt as _}};
                use in_order::{{Finished, lesson, say, secs}};
                fn main() -> Finished {{
                    let lesson = lesson!();
                    let executor = smol::LocalExecutor::new();
                    smol::block_on(executor.run(async {{ {body} }}));
                    lesson.finish()
                }}
                #[allow(dead_code)]
                async fn word(word: &str) {{ say!(\"{{word}}\") }}"
            ),
        );
    }
    course
}

#[test]
fn what_rests_on_a_scheduler_is_found_and_what_has_a_cause_is_not() {
    let course = course();
    let output = course.xtask(&["luck", "--runs", "60"]).output().expect("xtask starts");
    let (report, errors) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    for (name, fate, _) in &LESSONS {
        let line = if *fate == Fate::Known { 3 } else { 2 };
        let place = format!("lessons/{name}/expected.order:{line}");
        let claim = "\"b\" comes after \"a\" of lane a";
        let found = if report.contains(&format!("{place}: luck: {claim}")) {
            Fate::Found
        } else if report.contains(&format!("{place}: known: {claim}")) {
            Fate::Known
        } else {
            assert!(!report.contains(&place), "{report}");
            Fate::Holds
        };
        assert_eq!(&found, fate, "{name}\n{report}{errors}");
    }
    assert_eq!(output.status.code(), Some(1), "{errors}");
    let found = LESSONS.iter().filter(|(_, fate, _)| *fate == Fate::Found).count();
    assert!(errors.contains(&format!("{found} found; give the order a real cause")), "{errors}");

    // Claims that hold, or whose comment admits it, do not make it fail.
    let good = ["luck", "--runs", "10", "the-ready-queue-as-said", "a-channel"];
    let output = course.xtask(&good).output().expect("xtask starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));

    // The seed of a run repeats it.
    let (_, seed) = report.split_once("luck the-ready-queue --seed ").expect("a seed is named");
    let seed = seed.lines().next().expect("a seed stands at the end of a line");
    let again = ["luck", "the-ready-queue", "--seed", seed];
    let output = course.xtask(&again).output().expect("xtask starts");
    let again = String::from_utf8_lossy(&output.stdout);
    assert!(again.contains("broken in 1 of 1 runs"), "{again}");
}
