//! The book shows real runs, or it is not made.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use common::{Course, root};

/// A course of one real lesson, with the real renderer and the fewest pages around it.
struct OneLesson {
    course: Course,
}

impl OneLesson {
    fn new() -> Self {
        let course = Course::new("book");
        for folder in ["docs/book", "lessons/gather", "shared/python"] {
            copy(&root().join(folder), &course.folder.join(folder));
        }
        let summary =
            "# Summary\n\n[Welcome](README.md)\n<!-- lessons -->\n- [The claims](claims.md)\n";
        let copy = Self { course };
        // Of the other lessons, only the pages that this lesson's page links exist.
        for lesson in fs::read_dir(root().join("lessons")).expect("the lessons are there") {
            let name = lesson.expect("a lesson").file_name().display().to_string();
            if name != "gather" {
                fs::create_dir_all(copy.course.folder.join("lessons").join(&name))
                    .expect("a folder can be made");
                copy.write(&format!("lessons/{name}/README.md"), "# Elsewhere\n");
            }
        }
        let manifest = copy.read("lessons/gather/Cargo.toml");
        let alone = manifest.lines().filter(|line| !line.starts_with("after = "));
        copy.write("lessons/gather/Cargo.toml", &alone.collect::<Vec<_>>().join("\n"));
        copy.write("docs/book/SUMMARY.md", summary);
        copy.write("README.md", "# Welcome\n\nBegin with [gather](lessons/gather).\n");
        let manifest = copy.read("Cargo.toml");
        let members = "members = [\"docs/book\", \"lessons/gather\"]";
        copy.write("Cargo.toml", &manifest.replace("members = [\"lessons/*\"]", members));
        copy
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.course.folder.join(file)).expect("the file is there")
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.course.folder.join(file), text).expect("a file can be written");
    }

    /// The files of the lesson.
    fn files(&self) -> Vec<PathBuf> {
        let lesson = self.course.folder.join("lessons/gather");
        let folders = [lesson.join("src"), lesson.join("examples"), lesson];
        let files = folders.iter().flat_map(|folder| {
            fs::read_dir(folder)
                .expect("the folder is there")
                .map(|entry| entry.expect("a file").path())
        });
        files.filter(|path| path.is_file()).collect()
    }

    fn book(&self) -> Output {
        self.course.xtask(&["book", "--out", "out"]).output().expect("xtask starts")
    }

    fn chapter(&self) -> String {
        self.read("out/lessons/gather/index.html")
    }
}

fn replace(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).expect("the file is there");
    fs::write(file, text.replace(from, to)).expect("a file can be written");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let from = entry.expect("an entry").path();
        let to = to.join(from.file_name().expect("it has a name"));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("a file can be copied");
        }
    }
}

fn said(output: &Output) -> String {
    let [stdout, stderr] =
        [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    format!("{stdout}{stderr}")
}

#[test]
fn the_book_follows_the_lesson_and_refuses_what_does_not_hold() {
    let copy = OneLesson::new();
    let program = copy.read("lessons/gather/src/main.rs");
    let first = "let lesson = lesson!();";
    let borrows = "let name = String::from(\"a\");\n    tokio::spawn(async { drop(&name) });";
    let header =
        "//! \"It may borrow.\"\n//!\n//! Refused: E0373 at \"spawn(async {\": \"may outlive\"";
    let (_, program) = program.split_once("\n\n").expect("it has a header");
    let program = program.replace(first, &format!("{first}\n    {borrows}"));
    fs::create_dir_all(copy.course.folder.join("lessons/gather/refused")).expect("a folder");
    copy.write("lessons/gather/refused/borrowed.rs", &format!("{header}\n\n{program}"));
    // With a compiler other than the course's, it writes nothing, and nothing is compared.
    copy.course.xtask(&["refused", "--write"]).output().expect("xtask starts");

    let made = copy.book();
    assert!(made.status.success(), "{}", said(&made));
    let chapter = copy.chapter();
    for part in ["id=\"gather-refused-borrowed-rs\"", "<code class=\"language-text\">error[E0373]"]
    {
        assert!(chapter.contains(part), "the chapter has no {part}");
    }
    assert!(chapter.contains("c: done"), "the chapter shows the lesson's output");
    // A quote has its language, for the colours, and above it a link to the listing in the chapter.
    let caption = "<div class=\"quoted\">\n<p><a href=\"#gather-src-main-rs\"><code>src/main.rs</code></a></p>\n</div>";
    assert!(chapter.contains(caption), "a quote of src/main.rs has a caption");
    assert!(chapter.contains("<code class=\"language-rust\">let (a, b, c)"), "a quote is Rust");
    assert!(copy.read("out/index.html").contains("lessons/gather/index.html"));

    // One word of one program is different: no new book, and the old one stays.
    let program = copy.course.folder.join("lessons/gather/src/main.rs");
    replace(&program, "{name}: done", "{name}: finished");
    let refused = copy.book();
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("\"c: finished\" came at 1."), "{}", said(&refused));
    assert!(said(&refused).contains("and no row expects it"), "{}", said(&refused));
    assert_eq!(copy.chapter(), chapter, "the old book stays");

    // Now the claims and the other programs agree, and so do the book's output, picture, quiz and claims.
    for file in copy.files() {
        replace(&file, ": done", ": finished");
    }
    let made = copy.book();
    assert!(made.status.success(), "{}", said(&made));
    let chapter = copy.chapter();
    assert!(!chapter.contains("c: done"), "nothing of the old word is left");
    for place in [
        "<code>c: finished</code>",
        "s c: finished</title>",
        "\"text\":\"c: finished\"",
        "| c: finished",
    ] {
        assert!(chapter.contains(place), "{place} is missing");
    }

    // One second is wrong.
    let order = copy.course.folder.join("lessons/gather/expected.order");
    replace(&order, "1s  c ", "2s  c ");
    let refused = copy.book();
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("expected at 2s"), "{}", said(&refused));
    assert!(said(&refused).contains("expected.order:6"), "{}", said(&refused));
    assert_eq!(copy.chapter(), chapter);
}

#[test]
fn a_folder_with_something_else_in_it_is_left_alone() {
    let mut course = Course::new("book-out");
    course.gather("book-out-gather", &[]);
    fs::create_dir_all(course.folder.join("mine")).expect("a folder can be made");
    // Not even a folder that looks like a book, such as a checkout of the branch that publishes one.
    for file in ["thesis.txt", "toc.html", "print.html", "index.html"] {
        fs::write(course.folder.join("mine").join(file), "mine").expect("a file can be written");
    }
    let output = course.xtask(&["book", "--out", "mine"]).output().expect("xtask starts");
    assert!(!output.status.success());
    assert!(said(&output).contains("it holds files that no book wrote"), "{}", said(&output));
    assert_eq!(fs::read_dir(course.folder.join("mine")).expect("a folder").count(), 4);
}
