//! The judge of the page, in JavaScript, by the cases of `tests/judge.json`.

use std::path::Path;
use std::process::Command;

#[test]
#[ignore = "needs Node"]
fn the_page_judges_as_learn_does() {
    let test = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judge.test.mjs");
    let status = Command::new("node").arg("--test").arg(test).status().expect("Node is installed");
    assert!(status.success(), "node ended with {status}");
}
