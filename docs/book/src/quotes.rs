//! The label of a block names its source, as in `rust src/main.rs`. The book shows it above the block.

use std::fmt::Write;
use std::path::Path;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

/// A page whose blocks have only a language. Above each block is what it quotes: a link to the file, or the
/// command that printed it.
pub(crate) fn with_captions(root: &Path, page: &str, text: &str) -> String {
    let mut out = String::new();
    let mut done = 0;
    for (event, range) in Parser::new_ext(text, Options::all()).into_offset_iter() {
        let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = event else { continue };
        let (label, source) = info.split_once(' ').unwrap_or((&info, ""));
        let fence_end = text[range.clone()].find('\n').map_or(range.end, |end| range.start + end);
        let fence = text[range.start..fence_end].chars().take_while(|c| "`~".contains(*c));
        out.push_str(&text[done..range.start]);
        if let Some(caption) = caption(root, page, label, source.trim()) {
            let line = text[..range.start].rfind('\n').map_or(0, |end| end + 1);
            let margin = margin(&text[line..range.start]);
            for line in ["<div class=\"quoted\">", "", &caption, "", "</div>", ""] {
                let _ = write!(out, "{line}\n{margin}");
            }
        }
        out.extend(fence);
        out.push_str(language(label));
        done = fence_end;
    }
    out + &text[done..]
}

fn caption(root: &Path, page: &str, label: &str, source: &str) -> Option<String> {
    match label {
        _ if source.is_empty() => None,
        "console" => None,
        "text" if !source.ends_with(".stderr") => Some(format!("`{source}`")),
        _ => {
            // As `cargo xtask quotes` finds it: from the page's folder, or else from the root.
            let folder = root.join(page);
            let beside = folder.parent().is_some_and(|folder| folder.join(source).is_file());
            let up = if beside { String::new() } else { "../".repeat(page.matches('/').count()) };
            Some(format!("[`{source}`]({up}{source})"))
        }
    }
}

/// The language for a block's colours. The page warns about one that its script does not know.
fn language(label: &str) -> &str {
    if matches!(label, "order" | "diagram") { "text" } else { label }
}

/// The margin of a block's lines, from the text before its fence.
fn margin(before: &str) -> String {
    before.chars().map(|c| if c == '>' { '>' } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn captioned(text: &str) -> String {
        with_captions(Path::new(env!("CARGO_MANIFEST_DIR")), "src/page.md", text)
    }

    #[test]
    fn a_source_becomes_a_link_above_the_block() {
        let caption = |link: &str| format!("<div class=\"quoted\">\n\n{link}\n\n</div>\n\n");
        let beside = caption("[`main.rs`](main.rs)");
        assert_eq!(
            captioned("a\n\n```rust main.rs\nb\n```\n"),
            format!("a\n\n{beside}```rust\nb\n```\n")
        );
        let from_root = caption("[`src/main.rs`](../src/main.rs)");
        assert_eq!(captioned("```rust src/main.rs\n```\n"), format!("{from_root}```rust\n```\n"));
        let output = caption("`cargo run -p a`");
        assert_eq!(captioned("```text cargo run -p a\n```\n"), format!("{output}```text\n```\n"));
        let message = caption("[`a.stderr`](../a.stderr)");
        assert_eq!(captioned("```text a.stderr\n```\n"), format!("{message}```text\n```\n"));
    }

    #[test]
    fn a_block_without_a_source_has_no_caption() {
        assert_eq!(captioned("```rust\na\n```\n"), "```rust\na\n```\n");
        assert_eq!(captioned("```console fails\na\n```\n"), "```console\na\n```\n");
        assert_eq!(captioned("```diagram\na\n```\n"), "```text\na\n```\n");
    }

    #[test]
    fn a_caption_stays_in_the_list_of_its_block() {
        assert_eq!(
            captioned("- ```rust main.rs\n  a\n  ```\n").replace("  \n", "\n"),
            "- <div class=\"quoted\">\n\n  [`main.rs`](main.rs)\n\n  </div>\n\n  ```rust\n  a\n  ```\n"
        );
    }
}
