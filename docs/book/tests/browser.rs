//! The book in a real browser, by `tests/browser/book.test.mjs`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where Debian and others put the browser.
const BROWSERS: [&str; 3] =
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

#[test]
#[ignore = "needs Chromium, Node and npm, and the packages of `cargo xtask python-setup`"]
fn the_book_in_a_browser() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.parent().and_then(Path::parent).expect("the crate lies in the workspace");
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
    fs::create_dir_all(&work).expect("a folder can be made");

    let book = work.join("book");
    let mut build = Command::new(env!("CARGO"));
    build.current_dir(root).args(["run", "--quiet", "--package", "xtask", "--", "book", "--out"]);
    run(build.arg(&book));

    // Packages are installed next to the book, so that nothing is written into the checkout.
    for file in ["package.json", "package-lock.json", "book.test.mjs"] {
        fs::copy(here.join("tests/browser").join(file), work.join(file))
            .expect("a file can be copied");
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(Command::new(npm).current_dir(&work).args(["ci", "--no-audit", "--no-fund"]));
    let mut tests = Command::new("node");
    tests.current_dir(&work).args(["--test", "book.test.mjs"]);
    run(tests.env("BOOK", &book).env("CHROMIUM", chromium()));
}

fn chromium() -> PathBuf {
    let named = env::var_os("CHROMIUM").map(PathBuf::from);
    named
        .or_else(|| BROWSERS.map(PathBuf::from).into_iter().find(|path| path.exists()))
        .expect("Chromium is installed, or CHROMIUM names it")
}

fn run(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?} ended with {status}");
}
