//! Rewrites the links of the pages: on a page they lead from file to file, in the book from chapter to chapter.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use crate::edition::Edition;
use crate::html;

/// A page whose links lead to chapters. Linked files that are not in any chapter are copied into the book;
/// their names are added to `files`.
pub(crate) fn in_book(
    edition: &Edition,
    chapters: &BTreeSet<String>,
    page: &str,
    text: &str,
    files: &mut BTreeSet<String>,
) -> Result<String> {
    let mut out = String::new();
    let mut done = 0;
    for (event, range) in Parser::new_ext(text, Options::all()).into_offset_iter() {
        let Event::Start(Tag::Link { link_type, dest_url, .. }) = event else { continue };
        if dest_url.starts_with("https://") || dest_url.starts_with('#') {
            continue;
        }
        let line = text[..range.start].matches('\n').count() + 1;
        if link_type != LinkType::Inline {
            bail!("{page}:{line}: the book takes links of the form [text](target)");
        }
        let target = target(edition, chapters, page, &dest_url, files)
            .with_context(|| format!("{page}:{line}: a link to {dest_url}"))?;
        // The last one: the text of a link may be the name of the file that it leads to.
        let at = range.start
            + text[range.clone()].rfind(&*dest_url).context("a link contains its target")?;
        out.push_str(&text[done..at]);
        out.push_str(&target);
        done = at + dest_url.len();
    }
    out.push_str(&text[done..]);
    Ok(out)
}

/// Where a link leads in the book.
fn target(
    edition: &Edition,
    chapters: &BTreeSet<String>,
    page: &str,
    url: &str,
    files: &mut BTreeSet<String>,
) -> Result<String> {
    let (path, anchor) = url.split_once('#').map_or((url, None), |(path, id)| (path, Some(id)));
    let folder = Path::new(page).parent().unwrap_or(Path::new(""));
    let path = normal(&folder.join(path)).context("it leads out of the project")?;
    if !edition.course.root.join(&path).exists() {
        bail!("there is no such file");
    }
    let to_chapter = |chapter: &str, anchor: Option<&str>| match anchor {
        Some(anchor) if chapter == page => format!("#{anchor}"),
        Some(anchor) => format!("{}{}#{anchor}", up(page), place(chapter)),
        None => format!("{}{}", up(page), place(chapter)),
    };
    if chapters.contains(&path) {
        return Ok(to_chapter(&path, anchor));
    }
    // A link to a folder leads to its page. A link to the folder of all lessons leads to the first lesson.
    let index = format!("{path}/README.md");
    if chapters.contains(&index) {
        return Ok(to_chapter(&index, anchor));
    }
    if let (true, Some(first)) = (path == "lessons", edition.course.lessons.first()) {
        return Ok(to_chapter(&edition.page(first), None));
    }
    // A link to a file that a chapter shows leads to the listing in the chapter.
    let lesson = edition.course.lessons.iter().find_map(|lesson| {
        let folder = edition.file(&lesson.folder);
        Some((lesson, path.strip_prefix(&folder)?.strip_prefix('/')?))
    });
    if let Some((lesson, file)) = lesson.filter(|(_, file)| shown_in_chapter(file)) {
        let id = html::id(&lesson.name, file);
        return Ok(to_chapter(&edition.page(lesson), Some(&id)));
    }
    if fs::metadata(edition.course.root.join(&path))?.is_dir() {
        bail!("the book has no page for that folder; link a file");
    }
    files.insert(path.clone());
    Ok(format!("{}{path}.txt", up(page)))
}

fn shown_in_chapter(file: &str) -> bool {
    file == "twin.py"
        || Path::new(file).extension().is_some_and(|extension| extension == "order")
        || file.starts_with("src/")
        || file.starts_with("examples/")
        || file.starts_with("refused/")
}

/// The path of a page in the book. A folder's page becomes the index that a server shows for the folder.
pub(crate) fn place(page: &str) -> String {
    page.replace("README.md", "index.md")
}

/// The way from a page to the top.
fn up(page: &str) -> String {
    "../".repeat(page.matches('/').count())
}

/// A path without `.` and `..`, with forward slashes.
fn normal(path: &Path) -> Option<String> {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => out.push(part),
            Component::CurDir => {}
            Component::ParentDir if out.pop() => {}
            _ => return None,
        }
    }
    Some(out.display().to_string().replace('\\', "/"))
}

#[cfg(test)]
mod tests {
    use course::Course;
    use course::results::Results;

    use super::*;

    /// The real course, without results.
    fn edition() -> Edition {
        let results = Results {
            version: course::results::VERSION,
            lessons: Vec::new(),
            runs: 0,
            repeated: 0,
            took_s: 0.0,
            real_s: 0.0,
            interrupted: false,
            versions: Vec::new(),
        };
        Edition { course: Course::read().expect("a course"), results }
    }

    /// A page of a book of two lessons and a page beside them, and the files that it brings along.
    fn linked(page: &str, text: &str) -> Result<(String, Vec<String>)> {
        let chapters = ["README.md", "lessons/gather/README.md", "lessons/locks/README.md"];
        let chapters = chapters.map(str::to_owned).into();
        let mut files = BTreeSet::new();
        let text = in_book(&edition(), &chapters, page, text, &mut files)?;
        Ok((text, files.into_iter().collect()))
    }

    const GATHER: &str = "lessons/gather/README.md";

    #[test]
    fn links_lead_to_chapters() {
        for (page, link, leads) in [
            (GATHER, "../locks", "../../lessons/locks/index.md"),
            (GATHER, "../locks/README.md#run-it", "../../lessons/locks/index.md#run-it"),
            (GATHER, "README.md#run-it", "#run-it"),
            (GATHER, "../../README.md", "../../index.md"),
            ("README.md", "./lessons/gather/", "lessons/gather/index.md"),
        ] {
            let (text, files) = linked(page, &format!("see [it]({link})\n")).expect(link);
            assert_eq!(text, format!("see [it]({leads})\n"), "{link} of {page}");
            assert!(files.is_empty(), "{files:?}");
        }
    }

    #[test]
    fn the_folder_of_all_lessons_is_the_first_of_them() {
        let first = &edition().course.lessons[0].name;
        let (text, _) = linked("README.md", "[all](lessons)").expect("the folder is there");
        assert_eq!(text, format!("[all](lessons/{first}/index.md)"));
    }

    #[test]
    fn links_to_programs_lead_to_their_places_in_the_chapter() {
        for (page, link, leads) in [
            (GATHER, "src/main.rs", "#gather-src-main-rs"),
            (GATHER, "twin.py", "#gather-twin-py"),
            (GATHER, "expected.order", "#gather-expected-order"),
            (GATHER, "../locks/twin.py", "../../lessons/locks/index.md#locks-twin-py"),
        ] {
            let (text, files) = linked(page, &format!("[`{link}`]({link})")).expect(link);
            // The text stays the same, even if it equals the target that is replaced.
            assert_eq!(text, format!("[`{link}`]({leads})"));
            assert!(files.is_empty(), "{files:?}");
        }
    }

    #[test]
    fn other_files_come_along_as_text() {
        let (text, files) =
            linked(GATHER, "[a](Cargo.toml) and [b](../../LICENSE-MIT)").expect("they are there");
        let up = "../../lessons/gather/Cargo.toml.txt";
        assert_eq!(text, format!("[a]({up}) and [b](../../LICENSE-MIT.txt)"));
        assert_eq!(files, ["LICENSE-MIT", "lessons/gather/Cargo.toml"]);
    }

    #[test]
    fn what_is_no_link_to_a_file_stays() {
        let text = "[a](https://docs.rs/tokio) [b](#run-it) `[c](nowhere.md)`\n\n```text\n[d](nowhere.md)\n```\n";
        assert_eq!(linked(GATHER, text).expect("nothing leads nowhere").0, text);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_named_with_its_line() {
        let refused =
            |text: &str| format!("{:#}", linked(GATHER, text).expect_err("it leads nowhere"));
        assert_eq!(
            refused("a\n\nb [c](nowhere.md)"),
            "lessons/gather/README.md:3: a link to nowhere.md: there is no such file"
        );
        assert!(refused("[a](../../../b)").ends_with("it leads out of the project"));
        assert!(
            refused("[a](../../shared)")
                .ends_with("the book has no page for that folder; link a file")
        );
        let form = "lessons/gather/README.md:2: the book takes links of the form [text](target)";
        assert_eq!(refused("a\n[b][c]\n\n[c]: ../locks\n"), form);
        assert_eq!(refused("a\n<mailto:a@b.c>\n"), form);
    }
}
