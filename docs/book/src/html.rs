//! Bits of HTML. Nothing here holds an empty line, at which Markdown would end a block of HTML.

use std::time::Duration;

/// Text as HTML holds it.
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

/// A sentence of a comment, in which code stands between backticks.
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
