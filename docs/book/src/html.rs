//! Bits of HTML. None of them contains an empty line, because Markdown would end a block of HTML there.

use std::fmt::Write;
use std::time::Duration;

/// Text, escaped for HTML.
pub(crate) fn text(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
        out
    })
}

/// Text, escaped for a line of Markdown, so that nothing in it looks like Markdown, or like a link or a table
/// of the book.
pub(crate) fn in_markdown(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        match c {
            c if c.is_ascii_punctuation() => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '\n' => out.push(' '),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
        out
    })
}

/// A sentence of a comment, with code between backticks.
pub(crate) fn sentence(sentence: &str) -> String {
    let parts = sentence.split('`').enumerate();
    let parts = parts.map(|(n, part)| match n % 2 {
        1 => format!("<code>{}</code>", text(part)),
        _ => text(part),
    });
    parts.collect()
}

/// A time of a run: `3.00 s`.
pub(crate) fn at(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// A claimed second: `3 s`, `0.5 s`.
pub(crate) fn second(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

/// The place of a file in its page, for links: `gather-src-main-rs`.
pub(crate) fn id(lesson: &str, file: &str) -> String {
    let file: String =
        file.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("{lesson}-{file}")
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    #[test]
    fn text_is_no_html_and_ends_no_block() {
        assert_eq!(text("<b> & \"x\""), "&lt;b&gt; &amp; &quot;x&quot;");
        // An empty line would end the block of HTML that holds the text.
        assert_eq!(text("a\n\nb\u{1b}[0m"), "a&#10;&#10;b\u{fffd}[0m");
    }

    #[test]
    fn code_of_a_sentence_is_between_backticks() {
        assert_eq!(sentence("`a < b` & c"), "<code>a &lt; b</code> &amp; c");
        assert_eq!(sentence("no code"), "no code");
    }

    #[test]
    fn text_in_markdown_stays_as_it_is() {
        let all: String = (' '..='~').collect();
        let marks =
            ["*a* _b_ `c` ~~d~~", "[a](b) <b> &amp;", "a | b", "{{#include x}}", "1. a \\", &all];
        for text in marks {
            let table = format!("| {} | x |\n| --- | --- |\n| {0} | y |\n", in_markdown(text));
            let events = Parser::new_ext(&table, Options::all());
            let mut cells = vec![String::new()];
            for event in events {
                match event {
                    Event::Text(text) => cells.last_mut().expect("a cell").push_str(&text),
                    Event::End(TagEnd::TableCell) => cells.push(String::new()),
                    Event::Start(
                        Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell,
                    )
                    | Event::End(_) => {}
                    other => panic!("{text}: {other:?}"),
                }
            }
            let text = text.trim();
            assert_eq!(cells, [text, "x", text, "y", ""]);
        }
        assert_eq!(in_markdown("a\n# b"), "a &#35; b");
    }

    #[test]
    fn times_are_short() {
        assert_eq!(at(Duration::from_millis(1496)), "1.50 s");
        assert_eq!(second(Duration::from_millis(500)), "0.5 s");
        assert_eq!(second(Duration::from_secs(3)), "3 s");
    }

    #[test]
    fn an_id_holds_letters_digits_and_hyphens() {
        assert_eq!(id("gather", "src/main.rs"), "gather-src-main-rs");
        assert_eq!(id("gather", "b c\".py"), "gather-b-c--py");
    }
}
