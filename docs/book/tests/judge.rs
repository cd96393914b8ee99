//! Tests the page's judge, in JavaScript, with the cases of `tests/judge.json`.

use std::path::Path;
use std::process::Command;

#[test]
#[ignore = "needs Node"]
fn the_page_judges_as_learn_does() {
    let test = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judge.test.mjs");
    let status = Command::new("node").arg("--test").arg(test).status().expect("Node is installed");
    assert!(status.success(), "node ended with {status}");
}
