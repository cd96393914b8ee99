//! Renders the course as a web book, from the results of `cargo xtask book`, and opens it in a browser.
//!
//! # Layout
//! - `edition`: what the book is made of
//! - `chapter`: a lesson's page, with its programs, runs and mistakes
//! - `predict`: the lines, shuffled; `picture`: a run, drawn; `matrix`: the page of the claims
//! - `quotes`: captions above the blocks that say what they quote
//! - `links`: turns links between files into links between chapters
//! - `html`: bits of HTML
//! - `replace`: replaces an old book with a new one
//!
//! Next to `src`, `SUMMARY.md` lists the pages besides the lessons, and `theme` holds the style and the
//! scripts of the pages.

mod chapter;
mod edition;
mod html;
mod links;
mod matrix;
mod picture;
mod predict;
mod quotes;
mod replace;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

use anyhow::{Context, Result, bail};
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;

use edition::Edition;

/// The list of pages, besides the lessons.
const SUMMARY: &str = include_str!("../SUMMARY.md");

/// The place of the lessons in the summary.
const LESSONS: &str = "<!-- lessons -->";

/// The page that is generated, not read from a file.
const CLAIMS: &str = "claims.md";

/// What every page gets.
const STYLE: &str = include_str!("../theme/course.css");
const SCRIPTS: [(&str, &str); 5] = [
    // First, because the others use it.
    ("page.js", include_str!("../theme/page.js")),
    ("tabs.js", include_str!("../theme/tabs.js")),
    ("judge.js", include_str!("../theme/judge.js")),
    ("predict.js", include_str!("../theme/predict.js")),
    ("timeline.js", include_str!("../theme/timeline.js")),
];

fn main() -> ExitCode {
    match book() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn book() -> Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    match arguments.as_slice() {
        [option, page] if option == Path::new("--open") => {
            opener::open_browser(page).context("failed to open a browser")
        }
        [data, out] => write_book(data, out),
        _ => bail!("`cargo xtask book` calls this program with what it ran"),
    }
}

/// Makes the book from the results.
fn write_book(data: &Path, out: &Path) -> Result<()> {
    let edition = Edition::read(data)?;
    // Built next to an existing book, which is removed only when the new one is complete.
    let beside = out.parent().context("a book is in a folder")?;
    fs::create_dir_all(beside).with_context(|| format!("failed to make {}", beside.display()))?;
    let work = tempfile::tempdir_in(beside)
        .with_context(|| format!("failed to make a folder in {}", beside.display()))?;
    write_sources(&edition, &work.path().join("src"))?;
    render(work.path())?;
    let html = work.path().join("html");
    refuse_leftovers(&html, &html)?;
    replace::replace(&html, out).with_context(|| format!("failed to write {}", out.display()))
}

/// Writes the pages for mdBook, each at its path in the project.
fn write_sources(edition: &Edition, src: &Path) -> Result<()> {
    let summary = SUMMARY.replace(LESSONS, &lessons(edition));
    let pages: Vec<&str> =
        summary.lines().filter_map(|line| line.split_once("](")?.1.strip_suffix(')')).collect();
    let chapters: BTreeSet<String> = pages.iter().map(|&page| page.to_owned()).collect();
    let mut files = BTreeSet::new();
    for page in pages {
        let mut lessons = edition.course.lessons.iter();
        let lesson = lessons.find(|lesson| edition.page(lesson) == page);
        let text = match lesson {
            _ if page == CLAIMS => matrix::page(edition)?,
            Some(lesson) => chapter::chapter(edition, lesson)?,
            None => edition.text(page)?,
        };
        let text = quotes::with_captions(&edition.course.root, page, &text);
        let text = links::in_book(edition, &chapters, page, &text, &mut files)?;
        write(&src.join(links::place(page)), &text)?;
    }
    for file in files {
        write(&src.join(format!("{file}.txt")), &edition.text(&file)?)?;
    }
    write(&src.join("SUMMARY.md"), &links::place(&summary))?;
    let theme = src.with_file_name("theme");
    write(&theme.join("course.css"), STYLE)?;
    SCRIPTS.iter().try_for_each(|(name, script)| write(&theme.join(name), script))
}

/// The lessons as lines of the summary, a heading for each part.
fn lessons(edition: &Edition) -> String {
    let mut out = String::new();
    let mut part = 0;
    for lesson in &edition.course.lessons {
        if lesson.about.part != part {
            part = lesson.about.part;
            let _ = writeln!(out, "\n# Part {part}: {}\n", edition.course.parts[part - 1]);
        }
        let _ = writeln!(out, "- [{}]({})", lesson.about.title, edition.page(lesson));
    }
    out
}

fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().context("a page is in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("failed to make {}", folder.display()))?;
    fs::write(path, text).with_context(|| format!("failed to write {}", path.display()))
}

fn render(work: &Path) -> Result<()> {
    let scripts: Vec<String> = SCRIPTS.iter().map(|(name, _)| format!("theme/{name}")).collect();
    // Without mdBook's own preprocessors, because one would expand `{{#include}}` inside a program.
    let config = format!(
        "[book]\ntitle = \"Async, in order\"\nlanguage = \"en\"\n\
         [build]\nbuild-dir = \"html\"\nuse-default-preprocessors = false\n\
         [output.html]\ndefault-theme = \"light\"\npreferred-dark-theme = \"navy\"\nsmart-punctuation = false\n\
         input-404 = \"\"\n\
         additional-css = [\"theme/course.css\"]\nadditional-js = {scripts:?}\n\
         [output.html.playground]\nrunnable = false\n"
    );
    let config = Config::from_str(&config)?;
    MDBook::load_with_config(work, config)?.build()
}

/// Refuses a directive that was not replaced, because readers would see it on the page.
fn refuse_leftovers(book: &Path, folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            refuse_leftovers(book, &path)?;
        } else if path.extension().is_some_and(|extension| extension == "html") {
            let text = fs::read_to_string(&path)?;
            if let Some((before, rest)) = text.split_once("{{#") {
                let line = before.matches('\n').count() + 1;
                let rest: String = rest.chars().take(40).collect();
                let page = path.strip_prefix(book)?.display();
                bail!("{page}:{line}: a directive that mdBook did not replace: {{{{#{rest}");
            }
        }
    }
    Ok(())
}
