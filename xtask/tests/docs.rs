//! The pages: each name of asyncio has its row in the index, and each relative link leads somewhere.

use std::fs;
use std::path::{Path, PathBuf};

/// The names that asyncio's tutorials use, as the index writes them.
const NAMES: [&str; 48] = [
    "`run`",
    "`create_task`",
    "`gather`",
    "`wait`",
    "`wait_for`",
    "`timeout`",
    "`as_completed`",
    "`TaskGroup`",
    "`shield`",
    "`Queue`",
    "`join` and `task_done`",
    "`Semaphore`",
    "`Lock`",
    "`Event`",
    "`Condition`",
    "`Barrier`",
    "`to_thread`",
    "`run_in_executor`",
    "`create_subprocess_exec`",
    "`create_subprocess_shell`",
    "`communicate`",
    "`open_connection`",
    "`start_server`",
    "`async for`",
    "`async with`",
    "`StreamReader.readline`",
    "`call_later`",
    "`add_done_callback`",
    "`CancelledError`",
    "`aiohttp`",
    "`aiofiles`",
    "`aiosqlite`",
    "`asyncpg`",
    "`websockets`",
    "`Task.cancel`",
    "`Task.done`",
    "`sleep(0)`",
    "`loop.create_future`",
    "`PriorityQueue`",
    "`contextvars`",
    "an async generator",
    "`run_coroutine_threadsafe`",
    "`call_soon_threadsafe`",
    "`add_signal_handler`",
    "`StreamReader.readexactly`",
    "`StreamWriter.write`, `drain`",
    "`StreamWriter.close`",
    "debug mode",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask has a parent").into()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The cells of each row of each table, without its head.
fn rows(page: &str) -> Vec<Vec<&str>> {
    let lines = page.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = lines.map(|line| line.split(" | ").map(str::trim).collect::<Vec<_>>());
    rows.filter(|row| !["asyncio", "Python"].contains(&row[0]) && !row[0].starts_with("---"))
        .collect()
}

#[test]
fn each_name_of_asyncio_has_its_row() {
    let page = read(&root().join("docs/asyncio-to-rust.md"));
    let rows = rows(&page);

    for name in NAMES {
        let count = rows.iter().filter(|row| row[0] == name).count();
        assert_eq!(count, 1, "{name} has {count} rows");
    }
    for row in &rows {
        assert!(NAMES.contains(&row[0]), "{} is not in the list of names", row[0]);
        assert_eq!(row.len(), 6, "the row of {} has another number of cells", row[0]);
        assert!(row.iter().all(|cell| !cell.is_empty()), "{} has an empty cell", row[0]);
        let shown = row[5] == "no lesson" || row[5].contains("](../lessons/");
        assert!(shown, "{} names neither a lesson nor \"no lesson\": {}", row[0], row[5]);
    }
}

#[test]
fn each_relative_link_leads_to_a_file() {
    let mut broken = Vec::new();
    for page in pages() {
        let folder = page.parent().expect("a page is in a folder");
        for link in links(&read(&page)) {
            let (file, _) = link.split_once('#').unwrap_or((&link, ""));
            if !file.is_empty() && !file.contains(':') && !folder.join(file).exists() {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "these links lead nowhere:\n{}", broken.join("\n"));
}

#[test]
fn each_test_that_holds_a_promise_is_there() {
    let page = read(&root().join("ARCHITECTURE.md"));
    let (_, section) =
        page.split_once("## What is promised on which system").expect("the page has that heading");
    let (table, _) = section.split_once("\n## ").expect("another heading comes after it");
    let named: Vec<&str> = table.split('`').skip(1).step_by(2).collect();
    let is_test = |name: &&str| {
        name.len() > 15 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let tests: Vec<&str> = named.iter().copied().filter(is_test).collect();
    assert!(tests.len() > 15, "the table names {} tests", tests.len());
    let folders = ["xtask/tests", "xtask/src/learn", "shared/runner/tests", "shared/course/src"];
    let files =
        folders.iter().flat_map(|folder| fs::read_dir(root().join(folder)).expect("a folder"));
    let files: Vec<(String, String)> = files
        .map(|entry| entry.expect("a folder can be read").path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), read(&path)))
        .collect();
    for file in named.iter().filter(|name| name.strip_suffix(".rs").is_some()) {
        assert!(files.iter().any(|(name, _)| name == file), "there is no {file}");
    }
    for test in tests {
        let head = format!("fn {test}()");
        assert!(files.iter().any(|(_, text)| text.contains(&head)), "there is no test {test}");
    }
}

/// The pages that people read.
fn pages() -> Vec<PathBuf> {
    let root = root();
    let entries = |folder: &str| {
        let folder = root.join(folder);
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        entries.map(|entry| entry.expect("a folder can be read").path())
    };
    let mut pages: Vec<PathBuf> =
        ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "SECURITY.md"]
            .map(|name| root.join(name))
            .into();
    pages.extend(entries("docs").filter(|path| path.extension().is_some_and(|end| end == "md")));
    let lessons = entries("lessons").map(|lesson| lesson.join("README.md"));
    pages.extend(lessons.filter(|page| page.exists()));
    pages
}

/// The targets of the links of a page. Links in code, in lines or in blocks, do not count.
fn links(page: &str) -> Vec<String> {
    let mut links = Vec::new();
    let mut in_block = false;
    for line in page.lines() {
        in_block ^= line.trim_start().starts_with("```");
        if in_block {
            continue;
        }
        let prose: String = line.split('`').step_by(2).collect();
        for rest in prose.split("](").skip(1) {
            links.extend(rest.split_once(')').map(|(target, _)| target.to_owned()));
        }
    }
    links
}

#[test]
fn links_in_code_are_no_links() {
    let page = "[a](b.md) and [`c`](d.md#e), not `[f](g)`\n```\n[h](i)\n```\n[j](k)";
    assert_eq!(links(page), ["b.md", "d.md#e", "k"]);
}
