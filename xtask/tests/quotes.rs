//! `cargo xtask quotes`: reports each way in which a block can be wrong, with its page and line.

mod common;

use std::fs;
use std::process::Command;

use common::Course;

/// A course of one lesson, `NAME`, whose page has this text.
fn course(name: &str, page: &str) -> Course {
    let mut course = Course::new(name);
    course.gather(name, &[]);
    let write = |path: &str, text: &str| {
        fs::write(course.folder.join(path), text).expect("a file can be written");
    };
    write(&page_of(name), page);
    write("twin.py", "say(\"twin\")\n");
    write("free.rs", "fn free() {}\n");
    for args in [&["init", "--quiet"][..], &["add", "."]] {
        let git = Command::new("git").current_dir(&course.folder).args(args).status();
        assert!(git.expect("git starts").success());
    }
    write("untracked.toml", "[untracked]\n");
    course
}

fn page_of(name: &str) -> String {
    format!("lessons/{name}/README.md")
}

/// The exit code, standard output and standard error.
fn quotes(course: &Course, args: &[&str]) -> (Option<i32>, String, String) {
    let output = course.xtask(&["quotes"]).args(args).output().expect("xtask starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn page_text(course: &Course, name: &str) -> String {
    fs::read_to_string(course.folder.join(page_of(name))).expect("the page is there")
}

const RIGHT: &str = "\
# Quotes

```rust src/main.rs
    say!(\"{name}: started\");
    sleep(secs(seconds)).await;
    // …
    name
```

- In a list:

  ```toml Cargo.toml
  [dependencies]
  in-order.workspace = true
  ```

```diagram
a ──► b
```
";

#[test]
fn a_changed_word_fails_and_is_mended() {
    let name = "quotes-changed";
    let page = page_of(name);
    let course = course(name, RIGHT);
    let (code, printed, told) = quotes(&course, &["--no-run", &page]);
    assert_eq!((code, &*told), (Some(0), ""));
    assert!(printed.contains("quotes that match their source: 3"), "{printed}");

    let source = course.folder.join(format!("lessons/{name}/src/main.rs"));
    let program = fs::read_to_string(&source).expect("a program");
    fs::write(&source, program.replace("{name}: started", "{name}: begins")).expect("written");
    let (code, _, told) = quotes(&course, &["--no-run", &page]);
    assert_eq!(code, Some(1));
    let line = program.lines().position(|line| line.contains(": started")).expect("a line") + 1;
    assert_eq!(
        told,
        format!(
            "{page}:4: not as in lessons/{name}/src/main.rs:{line}\n    \
             page:       say!(\"{{name}}: started\");\n    \
             source:     say!(\"{{name}}: begins\");\n\
             error: quotes that differ from their source: 1\n"
        )
    );

    let (code, printed, _) = quotes(&course, &["--no-run", "--write", &page]);
    assert_eq!(code, Some(0));
    assert!(printed.contains(&format!("{page}:3: written anew\n")), "{printed}");
    assert_eq!(page_text(&course, name), RIGHT.replace(": started", ": begins"));
    assert_eq!(quotes(&course, &["--no-run", &page]).0, Some(0));
}

#[test]
fn each_wrong_block_is_named() {
    let name = "quotes-wrong";
    let blocks = [
        ("\nx", "3: the block has no label"),
        ("kotlin main.kt\nx", "3: `kotlin main.kt` is not a label"),
        ("rust\nx", "3: `rust` names no source"),
        ("text\nx", "3: `text` names no command"),
        ("rust src/none.rs\nx", "3: there is no file src/none.rs"),
        ("toml untracked.toml\n[untracked]", "3: git does not track untracked.toml"),
        ("rust free.rs\nfn free() {}", "3: free.rs belongs to no package"),
        (
            "python twin.py\nsay(\"twin\")",
            "3: twin.py is not a twin, and no `console` block runs it",
        ),
        ("rust src/main.rs\n}", "4: the block quotes nothing but punctuation"),
        ("rust src/main.rs\n    name\n    // …", "5: `// …` is at an end"),
        (
            "rust src/main.rs\nsleep(secs(seconds)).await;\n// …\nsay!(\"{name}: started\");",
            "which is before what the block quotes above it",
        ),
        (
            "rust src/main.rs\nsleep(secs(seconds)).await;\n// …\nsay!(\"{name}: done\");",
            "the mark above it leaves out no text",
        ),
    ];
    let course = course(name, "");
    let page = page_of(name);
    for (block, why) in blocks {
        let text = format!("Text\n\n```{block}\n```\n");
        fs::write(course.folder.join(&page), text).expect("a file can be written");
        let (code, _, told) = quotes(&course, &["--no-run", &page]);
        assert_eq!(code, Some(1), "{block}");
        assert!(told.contains(why) && told.starts_with(&format!("{page}:")), "{block}: {told}");
    }
}

#[test]
fn what_cannot_be_mended_is_left() {
    let name = "quotes-left";
    let text = "```rust src/main.rs\nsomething_else(1, 2, 3);\n```\n";
    let course = course(name, text);
    let (code, _, told) = quotes(&course, &["--no-run", "--write", &page_of(name)]);
    assert_eq!(code, Some(1));
    assert!(
        told.contains(":2: nothing in lessons/quotes-left/src/main.rs is enough like it"),
        "{told}"
    );
    assert_eq!(page_text(&course, name), text);
}

/// The twin at the root belongs to no lesson, and may be quoted because the page runs it.
#[test]
fn commands_run_and_end_as_the_page_says() {
    let name = "quotes-commands";
    let text = "\
```console
$ test -f twin.py
test \\
  \"$LESSON_SECOND\"
```

```console fails
test -f other.py
```

```python twin.py
say(\"twin\")
```
";
    let course = course(name, text);
    let page = page_of(name);
    let (code, _, told) = quotes(&course, &[&page]);
    assert_eq!(code, Some(0), "{told}");

    let path = course.folder.join(&page);
    fs::write(&path, text.replace("twin.py\ntest", "other.py\ntest")).expect("written");
    let (code, _, told) = quotes(&course, &[&page]);
    assert_eq!(code, Some(1));
    assert!(
        told.contains(&format!("{page}:2: `test -f other.py` ended with exit code 1")),
        "{told}"
    );
    fs::write(&path, text.replace("other.py", "twin.py")).expect("written");
    let (code, _, told) = quotes(&course, &[&page]);
    assert_eq!(code, Some(1));
    assert!(told.contains(&format!("{page}:8: `test -f twin.py` succeeds")), "{told}");
}

#[test]
fn an_output_is_an_excerpt_but_for_its_times() {
    let name = "quotes-output";
    let text = "\
```text cargo run -p quotes-output
got a, b, c

quotes-output on tokio          1 s = 7 s
…
a     ●─────●
```
";
    let course = course(name, text);
    let page = page_of(name);
    let (code, _, told) = quotes(&course, &[&page]);
    assert_eq!(code, Some(0), "{told}");

    let path = course.folder.join(&page);
    let wrong = text.replace("got a, b, c", "got a, b, d");
    fs::write(&path, &wrong).expect("written");
    let (code, _, told) = quotes(&course, &[&page]);
    assert_eq!(code, Some(1));
    let difference = "not as in output:7\n    page:   got a, b, d\n    source: got a, b, c\n";
    assert!(told.contains(&format!("{page}:2: {difference}")), "{told}");

    let (code, _, told) = quotes(&course, &["--write", &page]);
    assert_eq!(code, Some(0), "{told}");
    let mended = page_text(&course, name);
    assert!(mended.contains("got a, b, c\n\nquotes-output on tokio"), "{mended}");
    assert!(mended.contains(" 1 s = 1 s\n"), "recorded at a second as long as a second: {mended}");
}

#[test]
fn an_exemption_without_a_page_fails() {
    let course = course("quotes-exempt", RIGHT);
    let (code, _, told) = quotes(&course, &["--no-run"]);
    assert_eq!(code, Some(1));
    let unused = "no page contains the exempt command `cargo xtask learn`";
    assert!(told.contains(unused), "{told}");
}
