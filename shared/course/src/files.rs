//! Paths as people see them, and expected orders read from files.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use expected_order::Order;

use crate::exit::{Exit, fail};

/// Reads an expected order.
///
/// # Errors
/// With file, line and column, and the exit code [`Exit::BadOrder`].
pub fn read_order(path: &Path) -> Result<Order> {
    let bytes = fs::read(path)
        .with_context(|| format!("failed to read {}", shown(path)))
        .map_err(|error| fail(Exit::BadOrder, error))?;
    Order::from_bytes(&bytes)
        .map_err(|error| fail(Exit::BadOrder, format!("{}:{error}", shown(path))))
}

/// Reads a text. Its lines end with `\n`, also where the file has `\r\n`.
///
/// # Errors
/// Names the file that cannot be read.
pub fn read_text(path: &Path) -> Result<String> {
    let text =
        fs::read_to_string(path).with_context(|| format!("failed to read {}", shown(path)))?;
    Ok(text.replace("\r\n", "\n"))
}

/// A path relative to the current folder if it is below it, with forward slashes.
#[must_use]
pub fn shown(path: &Path) -> String {
    relative(path, &std::env::current_dir().unwrap_or_default())
}

/// A path relative to `root` if it is below it, with forward slashes on every system.
#[must_use]
pub fn relative(path: &Path, root: &Path) -> String {
    let text = path.strip_prefix(root).unwrap_or(path).display().to_string();
    if cfg!(windows) { text.replace('\\', "/") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_kind_of_line_end() {
        let file = std::env::temp_dir().join(format!("course-read-text-{}", std::process::id()));
        fs::write(&file, "a\r\n\r\nb\rc\n").expect("a file can be written");
        let text = read_text(&file);
        fs::remove_file(&file).expect("it is there");
        assert_eq!(text.expect("it can be read"), "a\n\nb\rc\n");
    }
}
