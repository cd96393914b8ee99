//! The blocks of a page, and what their labels say.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use super::files::ends_in;

/// A block of a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The line of its opening fence, from 1. Its text begins on the next one.
    pub(crate) line: usize,
    pub(crate) label: Label,
    pub(crate) lines: Vec<String>,
    /// What is before each line in the page: the indentation of a list, the marks of a quotation.
    margin: String,
    /// Where its lines are in the page.
    range: Range<usize>,
}

/// What a block is, as its info string says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Label {
    /// An excerpt of a file, in which `mark` alone on a line leaves lines out.
    Excerpt { language: &'static Language, source: String },
    /// Commands, which must all succeed or all fail.
    Console { fails: bool },
    /// An excerpt of what a command prints.
    Output { command: String },
    /// A drawing.
    Diagram,
}

/// A language of quoted files.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Language {
    name: &'static str,
    /// The line that marks left-out lines.
    pub(crate) mark: &'static str,
    /// How its files end.
    extension: &'static str,
}

const LANGUAGES: [Language; 7] = [
    Language { name: "rust", mark: "// …", extension: "rs" },
    Language { name: "python", mark: "# …", extension: "py" },
    Language { name: "toml", mark: "# …", extension: "toml" },
    Language { name: "order", mark: "# …", extension: "order" },
    Language { name: "sh", mark: "# …", extension: "sh" },
    Language { name: "yaml", mark: "# …", extension: "yml" },
    Language { name: "js", mark: "// …", extension: "js" },
];

/// The line that marks left-out lines of an output.
pub(crate) const OUTPUT_MARK: &str = "…";

/// The recorded messages of the compiler.
const MESSAGE: Language = Language { name: "text", mark: OUTPUT_MARK, extension: "stderr" };

/// A block that cannot be checked: its line in the page, and why.
pub(crate) type Refused = (usize, String);

/// All blocks of a page, in order.
pub(crate) fn blocks(page: &str) -> Vec<Result<Block, Refused>> {
    let events = Parser::new_ext(page, Options::all()).into_offset_iter();
    let blocks = events.filter_map(|(event, range)| match event {
        Event::Start(Tag::CodeBlock(kind)) => Some((kind, range)),
        _ => None,
    });
    blocks.map(|(kind, range)| block(page, &kind, range)).collect()
}

fn block(page: &str, kind: &CodeBlockKind, range: Range<usize>) -> Result<Block, Refused> {
    let line = page[..range.start].matches('\n').count() + 1;
    let refuse = |why: String| (line, why);
    let CodeBlockKind::Fenced(info) = kind else {
        return Err(refuse("an indented block has no label; write a fence with one".into()));
    };
    let label = label(info).map_err(refuse)?;
    let start = page[range.clone()].find('\n').map_or(range.end, |end| range.start + end + 1);
    let before = &page[page[..range.start].rfind('\n').map_or(0, |end| end + 1)..range.start];
    let margin: String = before.chars().map(|c| if c == '>' { '>' } else { ' ' }).collect();
    let fence: String = page[range.start..].chars().take_while(|c| "`~".contains(*c)).collect();
    let text = page[start..range.end].trim_end_matches('\n');
    let end = start + text.rfind('\n').map_or(0, |end| end + 1);
    let last = text.rsplit('\n').next().unwrap_or_default();
    if !last.trim_start_matches([' ', '>']).starts_with(&fence) {
        return Err((line, "the block has no end; close its fence".into()));
    }
    let lines = page[start..end].lines().map(|line| without_margin(line, &margin).to_owned());
    Ok(Block { line, label, lines: lines.collect(), margin, range: start..end })
}

/// A line of a block without its margin. An empty line may have less of a margin.
fn without_margin<'a>(line: &'a str, margin: &str) -> &'a str {
    line.strip_prefix(margin).unwrap_or_else(|| line.trim_start_matches([' ', '>']))
}

fn label(info: &str) -> Result<Label, String> {
    let info = info.trim();
    let (name, rest) = info.split_once(char::is_whitespace).unwrap_or((info, ""));
    let rest = rest.trim();
    if let Some(language) = LANGUAGES.iter().find(|language| language.name == name) {
        return match rest {
            "" => Err(format!("`{name}` names no source; write `{name} FILE`")),
            file if !ends_in(file, language.extension) => {
                Err(format!("`{info}`: a source in {name} ends in `.{}`", language.extension))
            }
            file => Ok(Label::Excerpt { language, source: file.to_owned() }),
        };
    }
    match (name, rest) {
        ("", _) => Err("the block has no label; write `rust src/main.rs` or the like".into()),
        ("text", "") => Err("`text` names no command; write `text COMMAND`, or `diagram`".into()),
        ("text", file) if ends_in(file, MESSAGE.extension) => {
            Ok(Label::Excerpt { language: &MESSAGE, source: file.to_owned() })
        }
        ("text", command) => Ok(Label::Output { command: command.to_owned() }),
        ("console", "") => Ok(Label::Console { fails: false }),
        ("console", "fails") => Ok(Label::Console { fails: true }),
        ("diagram", "") => Ok(Label::Diagram),
        _ => {
            let names = LANGUAGES.map(|language| format!("`{} FILE`", language.name)).join(", ");
            Err(format!(
                "`{info}` is not a label; labels are {names}, `console`, `console fails`, \
                 `text COMMAND`, `text FILE.stderr` and `diagram`"
            ))
        }
    }
}

/// The page with other lines in some of its blocks, which are given in order.
pub(crate) fn rewrite(page: &str, changes: &[(&Block, Vec<String>)]) -> String {
    let mut out = String::new();
    let mut done = 0;
    for (block, lines) in changes {
        out.push_str(&page[done..block.range.start]);
        for line in lines {
            out.push_str(format!("{}{line}", block.margin).trim_end());
            out.push('\n');
        }
        done = block.range.end;
    }
    out + &page[done..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(page: &str) -> Refused {
        let mut blocks = blocks(page);
        assert_eq!(blocks.len(), 1, "{blocks:?}");
        blocks.remove(0).expect_err("the block is wrong")
    }

    #[test]
    fn a_label_is_one_of_the_known() {
        for (label, why) in [
            ("", "the block has no label"),
            ("rust", "`rust` names no source; write `rust FILE`"),
            ("rust src/main.py", "a source in rust ends in `.rs`"),
            ("text", "`text` names no command"),
            ("kotlin a.kt", "`kotlin a.kt` is not a label"),
            ("console maybe", "`console maybe` is not a label"),
            ("diagram of it", "`diagram of it` is not a label"),
        ] {
            let (line, told) = refusal(&format!("Text\n\n```{label}\nx\n```\n"));
            assert_eq!(line, 3, "{label}");
            assert!(told.contains(why), "{label}: {told}");
        }
    }

    #[test]
    fn a_block_without_a_fence_or_an_end_is_refused() {
        assert!(refusal("a\n\n    let x = 1;\n").1.contains("indented block"));
        assert!(refusal("a\n\n```diagram\nlet x = 1;\n").1.contains("no end"));
        assert!(refusal("a\n\n```diagram").1.contains("no end"));
        assert!(refusal("a\n\n```diagram\n").1.contains("no end"));
    }

    #[test]
    fn blocks_in_lists_and_quotations_are_read_and_rewritten_in_their_margin() {
        let page = "- a\n\n  ```diagram\n  x\n\n    y\n  ```\n\n> ```diagram\n> z\n> ```\n\n```diagram\n```\n";
        let blocks: Vec<Block> =
            blocks(page).into_iter().map(|block| block.expect("right")).collect();
        let lines: Vec<_> =
            blocks.iter().map(|block| (block.line, block.lines.join("|"))).collect();
        assert_eq!(lines, [(3, "x||  y".into()), (9, "z".into()), (13, String::new())]);
        let changes = [
            (&blocks[0], vec!["1".to_owned(), String::new(), "  2".to_owned()]),
            (&blocks[1], vec!["3".to_owned()]),
        ];
        assert_eq!(
            rewrite(page, &changes),
            "- a\n\n  ```diagram\n  1\n\n    2\n  ```\n\n> ```diagram\n> 3\n> ```\n\n```diagram\n```\n"
        );
    }
}
