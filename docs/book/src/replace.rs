//! Replaces an old book with a new one.
//!
//! A book lists its own files, and a new book replaces only these. Other files in the folder stay, such as
//! the `.git` of a branch that publishes the book.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path};

use anyhow::{Context, Result, bail};

/// The list, in the book's folder: one path per line, with forward slashes.
const LIST: &str = ".book-files";

/// Moves the book `new` into the folder `out`.
///
/// # Errors
/// If a file that no book wrote is in the way. Then nothing has changed. Also if a file cannot be moved. Then
/// the list has the files of both books, so that the next book replaces them all.
pub(crate) fn replace(new: &Path, out: &Path) -> Result<()> {
    let mut files = BTreeSet::new();
    list(new, new, &mut files)?;
    let old = old(out)?;
    for file in &files {
        refuse_foreign(out, file, &old)?;
    }
    fs::create_dir_all(out)?;
    write_list(out, old.union(&files))?;
    for file in &files {
        let to = out.join(file);
        fs::create_dir_all(to.parent().context("a file is in a folder")?)?;
        fs::rename(new.join(file), to).with_context(|| format!("failed to write {file}"))?;
    }
    for file in old.difference(&files) {
        remove(out, file)?;
    }
    write_list(out, files.iter())
}

/// Refuses to overwrite a file that no book wrote, or to make a folder where there is such a file.
fn refuse_foreign(out: &Path, file: &str, old: &BTreeSet<String>) -> Result<()> {
    for (at, _) in file.match_indices('/').chain([(file.len(), "")]) {
        let part = &file[..at];
        let is_whole = part == file;
        let there = fs::symlink_metadata(out.join(part));
        let in_the_way = there.is_ok_and(|there| is_whole || there.is_file());
        if in_the_way && !old.contains(part) {
            bail!(
                "{part} is there already, and no book wrote it; move it away, or name a new folder"
            );
        }
    }
    Ok(())
}

fn write_list<'a>(out: &Path, files: impl Iterator<Item = &'a String>) -> Result<()> {
    let list = files.map(String::as_str).collect::<Vec<_>>().join("\n");
    fs::write(out.join(LIST), list + "\n").with_context(|| format!("failed to write {LIST}"))
}

/// The files of the existing book. Only paths below the folder count.
fn old(out: &Path) -> Result<BTreeSet<String>> {
    let list = out.join(LIST);
    if !list.exists() {
        return Ok(BTreeSet::new());
    }
    let below = |file: &&str| {
        let mut parts = Path::new(file).components().peekable();
        parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
    };
    Ok(fs::read_to_string(list)?.lines().filter(below).map(str::to_owned).collect())
}

/// Removes a file, and the folders that are empty without it.
fn remove(out: &Path, file: &str) -> Result<()> {
    let path = out.join(file);
    if path.is_file() {
        fs::remove_file(&path).with_context(|| format!("failed to remove {file}"))?;
    }
    // A folder that is not empty stays, and so do those around it.
    let folders = path.ancestors().skip(1).take_while(|folder| *folder != out);
    let _ = folders.map(fs::remove_dir).take_while(Result::is_ok).count();
    Ok(())
}

fn list(root: &Path, folder: &Path, files: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(root, &path, files)?;
        } else {
            let file = path.strip_prefix(root)?.display().to_string().replace('\\', "/");
            files.insert(file);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, files: &[&str]) {
        for file in files {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
            fs::write(path, file).expect("a file can be written");
        }
    }

    fn files(folder: &Path) -> Vec<String> {
        let mut files = BTreeSet::new();
        list(folder, folder, &mut files).expect("a folder");
        files.into_iter().filter(|file| file != LIST).collect()
    }

    #[test]
    fn only_files_of_the_old_book_are_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (new, out) = (folder.path().join("new"), folder.path().join("out"));
        write(&out, &[".git/config", "notes/mine.txt"]);
        write(&new, &["index.html", "old/page.html", "notes/page.html"]);
        replace(&new, &out).expect("nothing is in the way");
        write(&new, &["index.html", "new/page.html"]);
        replace(&new, &out).expect("nothing is in the way");
        assert_eq!(files(&out), [".git/config", "index.html", "new/page.html", "notes/mine.txt"]);
        assert!(!out.join("old").exists());
    }

    #[test]
    fn what_could_not_be_moved_whole_is_replaced_by_the_next_book() {
        let folder = tempfile::tempdir().expect("a folder");
        let (new, out) = (folder.path().join("new"), folder.path().join("out"));
        write(&new, &["a.html", "old.html"]);
        replace(&new, &out).expect("nothing is in the way");
        // The first files can be moved, and the last cannot.
        write(&new, &["a.html", "b.html", "old.html/c.html"]);
        replace(&new, &out).expect_err("old.html is a file");
        assert_eq!(files(&out), ["a.html", "b.html", "old.html"]);
        write(&new, &["d.html"]);
        fs::remove_dir_all(new.join("old.html")).expect("a folder can be removed");
        replace(&new, &out).expect("a book wrote all of that");
        assert_eq!(files(&out), ["d.html"]);
    }

    #[test]
    fn a_foreign_file_in_the_way_stops_it_before_anything_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let (new, out) = (folder.path().join("new"), folder.path().join("out"));
        write(&new, &["a.html", "index.html"]);
        write(&out, &["index.html", "toc.html", "print.html"]);
        let before = files(&out);
        let error = replace(&new, &out).expect_err("index.html is not ours").to_string();
        assert!(error.starts_with("index.html is there already"), "{error}");
        assert_eq!(files(&out), before);
        // A file where the book has a folder.
        write(&new, &["lessons/page.html"]);
        let other = folder.path().join("other");
        write(&other, &["lessons"]);
        let error = replace(&new, &other).expect_err("lessons is not ours").to_string();
        assert!(error.starts_with("lessons is there already"), "{error}");
        assert_eq!(files(&other), ["lessons"]);
        // Paths in the list that lead out of the folder are ignored.
        fs::write(out.join(LIST), "../new/a.html\n/etc/hosts\n\n").expect("a file can be written");
        assert!(replace(&new, &out).is_err());
        assert!(new.join("a.html").exists());
    }
}
