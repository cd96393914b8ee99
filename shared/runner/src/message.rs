//! The compiler's message on a program, as it is recorded: the same on each machine.
//!
//! Paths are relative to the course. Places in other crates have neither a version nor line numbers, since both
//! change with an update. For the standard library, only the file is named, because its source is not
//! installed everywhere.

use std::path::Path;

use cargo_metadata::diagnostic::Diagnostic;
use course::relative;

/// All messages on a program, with a blank line between them.
pub(crate) fn message(diagnostics: &[Diagnostic], root: &Path) -> String {
    let rendered = diagnostics.iter().filter_map(|diagnostic| diagnostic.rendered.as_deref());
    let recorded = rendered.map(|rendered| recorded(rendered, root)).collect::<Vec<_>>();
    recorded.join("\n")
}

/// Where the lines of a snippet come from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    Course,
    Crate,
    Std,
}

/// A line of a message.
enum Line<'m> {
    /// An arrow, and the place that it points at.
    Place(&'m str, &'m str),
    /// A line of a snippet: its number, if it has one, and what follows.
    Snippet(&'m str, &'m str),
    /// Lines of a snippet that are left out, and what follows the gutter.
    Gap(&'m str),
    Text(&'m str),
}

/// One message of the compiler, as it is recorded.
fn recorded(rendered: &str, root: &Path) -> String {
    // The gutter is as wide as the longest line number, which may be in another crate.
    let width = rendered.lines().find_map(|line| line.find("--> ")).unwrap_or(0);
    let mut home = Home::Course;
    let mut lines = Vec::new();
    for line in rendered.trim_end().lines() {
        // The name of that file differs at each build.
        if line.contains(".long-type-") || line.contains("consider using `--verbose` to print") {
            continue;
        }
        let mut line = read(line, width);
        let mut place = String::new();
        match line {
            Line::Place(_, at) => (place, home) = placed(at, root),
            Line::Snippet(..) | Line::Gap(_) if home == Home::Std => continue,
            Line::Snippet(_, rest) if home == Home::Crate => line = Line::Snippet("", rest),
            Line::Text(_) => home = Home::Course,
            _ => {}
        }
        lines.push((line, place));
    }
    let number = |(line, _): &(Line, _)| if let Line::Snippet(n, _) = line { n.len() } else { 0 };
    let width = lines.iter().map(number).max().unwrap_or(0);
    let mut out = String::new();
    for (line, place) in &lines {
        let line = match line {
            Line::Place(arrow, _) => format!("{:width$}{arrow}{place}", ""),
            Line::Snippet(number, rest) => format!("{number:>width$}{rest}"),
            Line::Gap(rest) => format!("{:width$}{rest}", "...", width = width + 3),
            Line::Text(text) => (*text).to_owned(),
        };
        out.push_str(&without_root(line.trim_end(), root));
        out.push('\n');
    }
    out
}

fn read(line: &str, width: usize) -> Line<'_> {
    let Some((gutter, rest)) = line.split_at_checked(width) else { return Line::Text(line) };
    let number = gutter.trim();
    for arrow in ["--> ", "::: "] {
        if let (true, Some(place)) = (number.is_empty(), rest.strip_prefix(arrow)) {
            return Line::Place(arrow, place);
        }
    }
    let mut marks = [" |", " ~ ", " + ", " - "].iter();
    if number.bytes().all(|byte| byte.is_ascii_digit()) && marks.any(|mark| rest.starts_with(mark))
    {
        return Line::Snippet(number, rest);
    }
    if line.starts_with("...") {
        return Line::Gap(line.get(width + 3..).unwrap_or_default());
    }
    // The notes of the message itself, ` = note: …`, belong to no snippet.
    if number.is_empty() && rest.starts_with(" = ") {
        Line::Snippet("", rest)
    } else {
        Line::Text(line)
    }
}

/// A place as it is recorded, and where its file comes from.
fn placed(place: &str, root: &Path) -> (String, Home) {
    let place = relative(Path::new(place), root).replace('\\', "/");
    let path = place.trim_end_matches(|c: char| c.is_ascii_digit() || c == ':');
    if let Some((_, path)) = path.split_once("/registry/src/")
        && let [_, package, file] = path.splitn(3, '/').collect::<Vec<_>>()[..]
    {
        return (format!("{}/{file}", without_version(package)), Home::Crate);
    }
    if path.starts_with("/rustc/") || path.contains("/rustlib/src/rust/") {
        let library = path.find("/library/").map_or(0, |at| at + 1);
        return (path[library..].to_owned(), Home::Std);
    }
    (place, Home::Course)
}

/// A text in which the paths of the course begin at its root. Types of closures have such paths.
fn without_root(text: &str, root: &Path) -> String {
    let root = root.display().to_string();
    let mut parts = text.split(&root);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let Some(part) = part.strip_prefix(['/', '\\']) else {
            out = out + &root + part;
            continue;
        };
        let end = part.find(|c: char| !c.is_alphanumeric() && !"-_./\\".contains(c));
        let (path, rest) = part.split_at(end.unwrap_or(part.len()));
        out = out + &path.replace('\\', "/") + rest;
    }
    out
}

/// `tokio-util` of `tokio-util-0.7.20`.
fn without_version(package: &str) -> &str {
    let parts = package.match_indices('-').map(|(at, _)| at);
    let version = |at: &usize| package[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    parts.into_iter().find(version).map_or(package, |at| &package[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    const RENDERED: &str = "\
error: future cannot be sent between threads safely
   --> /course/lessons/a/refused/rc.rs:9:5
    |
  9 | /     tokio::spawn(async {
 10 | |         say!(\"x\");
...   |
 14 | |     });
    | |______^ future created by async block is not `Send`
    |
    = help: within `{async block@/course/lessons/a/refused/rc.rs:9:18}`, it is not `Send`
note: required by a bound in `tokio::spawn`
   --> /root/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/tokio-1.54.0/src/task/spawn.rs:176:21
    |
174 |     pub fn spawn<F>(future: F)
    |            ----- required by a bound in this function
...
176 |         F: Future + Send + 'static,
    |                     ^^^^ required by this bound in `spawn`
    = note: the full name is in '/course/target/debug/deps/a.long-type-12.txt'
note: required by a bound in `drop`
   --> /rustc/59807616e/library/core/src/mem/mod.rs:12:3
    |
 12 | pub fn drop<T>(_x: T)
    |
help: consider
    |
 10 ~         say!(\"y\");
    |

";

    const RECORDED: &str = "\
error: future cannot be sent between threads safely
  --> lessons/a/refused/rc.rs:9:5
   |
 9 | /     tokio::spawn(async {
10 | |         say!(\"x\");
...  |
14 | |     });
   | |______^ future created by async block is not `Send`
   |
   = help: within `{async block@lessons/a/refused/rc.rs:9:18}`, it is not `Send`
note: required by a bound in `tokio::spawn`
  --> tokio/src/task/spawn.rs
   |
   |     pub fn spawn<F>(future: F)
   |            ----- required by a bound in this function
...
   |         F: Future + Send + 'static,
   |                     ^^^^ required by this bound in `spawn`
note: required by a bound in `drop`
  --> library/core/src/mem/mod.rs
help: consider
   |
10 ~         say!(\"y\");
   |
";

    #[test]
    fn what_differs_between_machines_is_not_recorded() {
        assert_eq!(recorded(RENDERED, Path::new("/course")), RECORDED);
        let other = RENDERED.replace("tokio-1.54.0", "tokio-1.99.1").replace("174 |", " 17 |");
        assert_eq!(recorded(&other, Path::new("/course")), RECORDED);
        assert_eq!(recorded(RECORDED, Path::new("/course")), RECORDED);
    }

    #[test]
    fn a_place_in_a_crate_has_no_version() {
        for (place, recorded) in [
            (r"C:\c\registry\src\index-1\tokio-util-0.7.20\src\a.rs:1:2", "tokio-util/src/a.rs"),
            ("/c/registry/src/index-1/tokio-1.54.0/src/b.rs:176:21", "tokio/src/b.rs"),
            (r"/rustc/5980\library\core\src\c.rs:1:2", "library/core/src/c.rs"),
            ("/x/lib/rustlib/src/rust/library/std/src/d.rs:1:2", "library/std/src/d.rs"),
            ("/course/lessons/a/refused/e.rs:1:2", "lessons/a/refused/e.rs:1:2"),
        ] {
            assert_eq!(placed(place, Path::new("/course")).0, recorded);
        }
    }
}
